import { useEffect, useMemo, useState } from 'react';
import type { Draft } from '@/shared/api';
import { toast } from '@/shared/ui';
import { fetchDraft, writeDraft } from './drafts';
import { DraftSaver, type DraftContent, type SaveState } from './draftSaver';

/**
 * Keep a draft saved while its editor is open, and its last changes when it closes.
 *
 * @param read What is in the editor now.
 * @param left What to say when the last changes could not be saved.
 */
export const useDraftSaving = (
  draft: Draft,
  read: () => DraftContent | Promise<DraftContent>,
  left: string,
) => {
  const [state, setState] = useState<SaveState>({ kind: 'saved', at: new Date(draft.updated_at) });
  const saver = useMemo(
    () =>
      new DraftSaver(
        {
          read: async () => read(),
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
        if (!done) toast.failed(left);
      });
    };
  }, [saver, left]);
  return { saver, state };
};
