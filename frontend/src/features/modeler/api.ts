import {
  api,
  request,
  type ConnectorTemplate,
  type Deployment,
  type Draft,
  type ModelCheck,
  type Page,
  type ProcessDefinition,
  type TimerPreview,
} from '@/shared/api';
import type { DraftContent } from './draftSaver';
import type { TimerQuestion } from './panel/TimerFirings';

export const fetchDraft = (id: string, signal?: AbortSignal) =>
  api.get<Draft>(`/drafts/${id}`, { signal });

export const writeDraft = async (
  id: string,
  content: DraftContent,
  revision: number,
): Promise<Draft> =>
  (await request<Draft>('PUT', `/drafts/${id}`, { body: content, ifMatch: revision })).data;

export const deleteDraft = (id: string) => api.delete(`/drafts/${id}`);

export const checkModel = (content: string, signal?: AbortSignal) =>
  api.post<ModelCheck>('/drafts/check', { content }, { signal });

export const previewTimer = (question: TimerQuestion, signal: AbortSignal) =>
  api.post<TimerPreview>('/timers/preview', question, { signal });

export const deployDraft = (id: string, idempotencyKey: string) =>
  api.post<Deployment>(`/drafts/${id}/deploy`, {}, { idempotencyKey });

export const fetchConnectors = async (signal?: AbortSignal): Promise<ConnectorTemplate[]> =>
  (await api.get<{ items: ConnectorTemplate[] }>('/connectors', { signal })).items;

/** The live version of a process, or null where there is none yet; a list, because none is no error. */
export const fetchLive = async (
  key: string,
  signal?: AbortSignal,
): Promise<ProcessDefinition | null> => {
  const { items } = await api.get<Page<ProcessDefinition>>('/process-definitions', {
    query: { key, is_newest: true, include: 'counts', limit: 1 },
    signal,
  });
  return items[0] ?? null;
};
