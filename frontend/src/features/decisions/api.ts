import { api, type EvaluatedDecision, type Json, type JsonObject } from '@/shared/api';

/** What a draft would decide. */
export interface Trial {
  result: Json;
  decisions: EvaluatedDecision[];
}

/** Ask what a draft would decide; nothing is stored. */
export const tryDecision = (body: {
  content: string;
  decision_id: string;
  variables: JsonObject;
  variable_types: Record<string, string>;
}) => api.post<Trial>('/decisions/evaluate', body);
