import type { FieldProblem, ModelCheck } from '@/shared/api';

export interface ModelProblem extends FieldProblem {
  severity: 'error' | 'warning';
}

/** Put the errors before the warnings, each in the server's order. */
export const listProblems = (check: Pick<ModelCheck, 'errors' | 'warnings'>): ModelProblem[] => [
  ...check.errors.map((problem) => ({ ...problem, severity: 'error' as const })),
  ...check.warnings.map((problem) => ({ ...problem, severity: 'warning' as const })),
];

export const countErrors = (problems: readonly ModelProblem[]): number =>
  problems.filter(({ severity }) => severity === 'error').length;

/** The problem after the chosen one; after the last one comes the first. */
export const nextProblem = (count: number, chosen: number | null): number | null => {
  if (count === 0) return null;
  return chosen === null ? 0 : (chosen + 1) % count;
};

export interface Mark {
  elementId: string;
  severity: 'error' | 'warning';
  /** All problems of the element, one a line. */
  text: string;
}

/** One mark for each element; an error outweighs a warning. */
export const marksOf = (problems: readonly ModelProblem[]): Mark[] => {
  const marks = new Map<string, Mark>();
  for (const { element_id: elementId, severity, detail } of problems) {
    if (!elementId) continue;
    const before = marks.get(elementId);
    if (!before) marks.set(elementId, { elementId, severity, text: detail });
    else before.text += `\n${detail}`;
  }
  return [...marks.values()];
};
