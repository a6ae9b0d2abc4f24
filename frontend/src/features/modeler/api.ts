import {
  api,
  request,
  type Deployment,
  type Draft,
  type ModelCheck,
  type ProcessDefinition,
} from '@/shared/api';
import type { DraftContent } from './draftSaver';

export const fetchDraft = (id: string, signal?: AbortSignal) =>
  api.get<Draft>(`/drafts/${id}`, { signal });

export const writeDraft = async (
  id: string,
  content: DraftContent,
  revision: number,
): Promise<Draft> =>
  (await request<Draft>('PUT', `/drafts/${id}`, { body: content, ifMatch: revision })).data;

export const checkModel = (content: string, signal?: AbortSignal) =>
  api.post<ModelCheck>('/drafts/check', { content }, { signal });

export const deployDraft = (id: string, idempotencyKey: string) =>
  api.post<Deployment>(`/drafts/${id}/deploy`, {}, { idempotencyKey });

/** The live version of a process, or null where there is none yet. */
export const fetchLive = async (
  key: string,
  signal?: AbortSignal,
): Promise<ProcessDefinition | null> => {
  const { status, data } = await request<ProcessDefinition>(
    'GET',
    `/process-definitions/by-key/${encodeURIComponent(key)}`,
    {
      signal,
    },
  ).catch((error: unknown) => {
    if (error instanceof Error && 'isGone' in error && error.isGone)
      return { status: 404, data: null };
    throw error;
  });
  return status === 404 ? null : data;
};
