import {
  api,
  request,
  type Draft,
  type EvaluatedDecision,
  type Json,
  type JsonObject,
  type ModelCheck,
  type Page,
} from '@/shared/api';
import type { DraftContent } from '@/shared/drafts';

/** One version of a decision. */
export interface DecisionVersion {
  id: string;
  key: string;
  version: number;
  version_tag: string | null;
  name: string;
  deployed_at: string;
  deployed_by: string | null;
  note: string | null;
  resource_name: string;
}

export interface DecisionUsage {
  process_definitions: { id: string; key: string; name: string | null; elements: string[] }[];
}

/** What a draft would decide. */
export interface Trial {
  result: Json;
  decisions: EvaluatedDecision[];
}

const pageOf = async (query: Record<string, string | boolean | number>, signal?: AbortSignal) =>
  (
    await api.get<Page<DecisionVersion>>('/decisions', {
      query: { limit: 500, ...query },
      signal,
    })
  ).items;

/** The newest version of each decision. */
export const fetchDecisions = (signal?: AbortSignal) => pageOf({ is_newest: true }, signal);

/** All versions of one decision, newest first. */
export const fetchVersions = async (key: string, signal?: AbortSignal) =>
  (await pageOf({ key }, signal)).sort((a, b) => b.version - a.version);

export const fetchModel = (id: string, signal?: AbortSignal) =>
  api.text(`/decisions/${id}/model`, { signal });

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
