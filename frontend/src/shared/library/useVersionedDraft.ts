import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Draft } from '@/shared/api';
import {
  DraftSaver,
  fetchDraft,
  writeDraft,
  type DraftContent,
  type SaveState,
} from '@/shared/drafts';
import { toast } from '@/shared/ui';

/** Keep the draft of a form or decision saved while its editor is open, and its last changes when it closes. */
export const useVersionedDraft = (draft: Draft, read: () => DraftContent) => {
  const { t } = useTranslation('library');
  const [state, setState] = useState<SaveState>({ kind: 'saved', at: new Date(draft.updated_at) });
  const saver = useMemo(
    () =>
      new DraftSaver(
        {
          read: () => Promise.resolve(read()),
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
