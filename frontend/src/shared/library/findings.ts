import { api, type FieldProblem, type ModelCheck } from '@/shared/api';
import type { DraftKind } from '@/shared/drafts';

/** What stands in the way of a deployment, or is to be looked at before it. */
export interface Finding extends FieldProblem {
  severity: 'error' | 'warning';
}

/** Put the errors before the warnings, each in the server's order. */
export const listFindings = (check: Pick<ModelCheck, 'errors' | 'warnings'>): Finding[] => [
  ...check.errors.map((problem) => ({ ...problem, severity: 'error' as const })),
  ...check.warnings.map((problem) => ({ ...problem, severity: 'warning' as const })),
];

/** Ask what deployment would say of a model, a form or decisions; nothing is stored. */
export const checkContent = async (
  kind: DraftKind,
  content: string,
  signal?: AbortSignal,
): Promise<Finding[]> =>
  listFindings(await api.post<ModelCheck>('/drafts/check', { content, kind }, { signal }));

/** What is known of a file that is to be deployed. */
export interface Checked {
  findings: readonly Finding[];
  checking: boolean;
  /** Why there is no newest answer; null where there is one. */
  error: unknown;
}
