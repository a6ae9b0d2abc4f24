import type { Finding } from '@/shared/library/findings';

/** Say of each problem at which drawn element it stands: what is wrong may be a part of that. */
export const atDrawn = (
  problems: readonly Finding[],
  drawnOf: (id: string) => string | undefined,
): Finding[] =>
  problems.map((problem) => {
    const drawn = problem.element_id ? drawnOf(problem.element_id) : undefined;
    return drawn === undefined ? problem : { ...problem, element_id: drawn };
  });

export const countErrors = (problems: readonly Finding[]): number =>
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
export const marksOf = (problems: readonly Finding[]): Mark[] => {
  const marks = new Map<string, Mark>();
  for (const { element_id: elementId, severity, detail } of problems) {
    if (!elementId) continue;
    const before = marks.get(elementId);
    if (!before) marks.set(elementId, { elementId, severity, text: detail });
    else before.text += `\n${detail}`;
  }
  return [...marks.values()];
};
