import { useMutation } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import { createDraft, type DraftInList } from '@/shared/drafts';
import { fetchContent, type Version, type VersionedKind } from './api';

export const EDITORS = {
  process: '/drafts',
  form: '/forms/drafts',
  decision: '/decisions/drafts',
} as const;

/** What can be opened: a version, its drafts, or both. */
export interface Openable {
  live: Pick<Version, 'id' | 'name'> | null;
  drafts: readonly Pick<DraftInList, 'id'>[];
}

/** Open the newest draft, or make one of the live version. */
export const useOpenEntry = (kind: VersionedKind) => {
  const navigate = useNavigate();
  return useMutation({
    mutationFn: async ({ live, drafts }: Openable) => {
      const [draft] = drafts;
      const id = draft?.id ?? (live && (await copyOf(kind, live)));
      if (!id) throw new Error('What is listed is a version or a draft.');
      return `${EDITORS[kind]}/${id}`;
    },
    onSuccess: (path) => navigate(path),
  });
};

const copyOf = async (kind: VersionedKind, { id, name }: Pick<Version, 'id' | 'name'>) =>
  (await createDraft(name, await fetchContent(kind, id), kind)).id;
