import {
  api,
  request,
  type Deployment,
  type Draft,
  type Page,
  type ProcessDefinition,
} from '@/shared/api';
import type { DraftContent } from './draftSaver';

export type DraftKind = 'process' | 'form' | 'decision';

/** Store a model or a form as a new draft. */
export const createDraft = (name: string, content: string, kind: DraftKind = 'process') =>
  api.post<Draft>('/drafts', { kind, name, content });

export const fetchDraft = (id: string, signal?: AbortSignal) =>
  api.get<Draft>(`/drafts/${id}`, { signal });

/** Store what was edited over the revision that was read. */
export const writeDraft = async (
  id: string,
  content: DraftContent,
  revision: number,
): Promise<Draft> =>
  (await request<Draft>('PUT', `/drafts/${id}`, { body: content, ifMatch: revision })).data;

export type DraftInList = Omit<Draft, 'content'> & { content?: string };

/** The drafts one may edit, newest first. */
export const listDrafts = async (
  signal?: AbortSignal,
  wanted: DraftKind = 'process',
): Promise<DraftInList[]> => {
  const { items } = await api.get<Page<DraftInList>>('/drafts', { query: { limit: 500 }, signal });
  return items
    .filter(({ kind }) => kind === wanted)
    .sort((a, b) => b.updated_at.localeCompare(a.updated_at));
};

/** Make a version of a draft; the note is for those who look at the versions later. */
export const deployDraft = <D extends Deployment>(
  id: string,
  note: string,
  idempotencyKey: string,
): Promise<D> => api.post<D>(`/drafts/${id}/deploy`, { note }, { idempotencyKey });

/** The newest draft of a process, or null. */
export const newestDraftOf = async (
  key: string,
  signal?: AbortSignal,
): Promise<DraftInList | null> => {
  const { items } = await api.get<Page<DraftInList>>('/drafts', {
    query: { key, limit: 1 },
    signal,
  });
  return items[0] ?? null;
};

/** Make a draft of a stored version. */
export const openVersionAsDraft = async (
  definition: Pick<ProcessDefinition, 'id' | 'key' | 'name'>,
) => {
  const xml = await api.text(`/process-definitions/${definition.id}/xml`);
  return createDraft(definition.name ?? definition.key, xml);
};

/** The draft in which a process is worked on: its newest one, else a new one of the live version. */
export const openAsDraft = async (key: string): Promise<{ id: string }> => {
  const draft = await newestDraftOf(key);
  if (draft) return draft;
  const live = await api.get<ProcessDefinition>(
    `/process-definitions/by-key/${encodeURIComponent(key)}`,
  );
  return openVersionAsDraft(live);
};
