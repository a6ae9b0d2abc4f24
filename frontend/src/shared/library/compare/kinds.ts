import type { DiffKind } from '@/shared/bpmn/semanticDiff';

/** What can become of an element, in the order in which it is told. */
export const KINDS: readonly DiffKind[] = ['removed', 'added', 'changed', 'moved'];

/** What says so in a drawing, beside its colour. */
export const SIGNS: Record<DiffKind, string> = {
  removed: '−',
  added: '+',
  changed: '≠',
  moved: '↔',
};

/** What can be seen in the older drawing, and what in the newer one. */
export const SIDES: Record<'from' | 'to', readonly DiffKind[]> = {
  from: ['removed', 'changed'],
  to: ['added', 'changed'],
};
