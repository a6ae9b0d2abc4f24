import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Draft } from '@/shared/api';
import { toast } from '@/shared/ui';
import { fetchDraft, writeDraft } from '@/shared/drafts';
import { DraftSaver, type DraftContent, type SaveState } from '@/shared/drafts';

/** Keep a draft saved while its editor is open, and its last changes when it closes. */
export const useDraftSaving = (draft: Draft, read: () => Promise<DraftContent>) => {
  const { t } = useTranslation('modeler');
  const [state, setState] = useState<SaveState>({ kind: 'saved', at: new Date(draft.updated_at) });

  const saver = useMemo(
    () =>
      new DraftSaver(
        {
          read,
          write: (content, revision) => writeDraft(draft.id, content, revision),
          fetch: () => fetchDraft(draft.id),
          onState: setState,
        },
        draft,
      ),
    [draft, read],
  );

  useEffect(() => {
    const stay = (event: BeforeUnloadEvent) => {
      if (!saver.isSaved) event.preventDefault();
    };
    window.addEventListener('beforeunload', stay);
    return () => {
      window.removeEventListener('beforeunload', stay);
      void saver.close().then((done) => {
        if (!done) toast.failed(t('save.left', { name: draft.name }));
      });
    };
  }, [saver, draft.name, t]);

  return { saver, state };
};
