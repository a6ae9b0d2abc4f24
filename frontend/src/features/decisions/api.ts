import {
  api,
  request,
  type Draft,
  type EvaluatedDecision,
  type Json,
  type JsonObject,
  type ModelCheck,
} from '@/shared/api';
import type { DraftContent } from '@/shared/drafts';

export interface DecisionUsage {
  process_definitions: { id: string; key: string; name: string | null; elements: string[] }[];
}

/** What a draft would decide. */
export interface Trial {
  result: Json;
  decisions: EvaluatedDecision[];
}

export const fetchUsage = (id: string, signal?: AbortSignal) =>
  api.get<DecisionUsage>(`/decisions/${id}/usage`, { signal });

export const fetchDraft = (id: string, signal?: AbortSignal) =>
  api.get<Draft>(`/drafts/${id}`, { signal });

export const writeDraft = async (
  id: string,
  content: DraftContent,
  revision: number,
): Promise<Draft> =>
  (await request<Draft>('PUT', `/drafts/${id}`, { body: content, ifMatch: revision })).data;

export const checkDecisions = (content: string, signal?: AbortSignal) =>
  api.post<ModelCheck>('/drafts/check', { content, kind: 'decision' }, { signal });

/** Ask what a draft would decide; nothing is stored. */
export const tryDecision = (body: {
  content: string;
  decision_id: string;
  variables: JsonObject;
  variable_types: Record<string, string>;
}) => api.post<Trial>('/decisions/evaluate', body);
