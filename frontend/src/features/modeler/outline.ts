import type { DiagramElement } from '@/shared/bpmn/types';

/** A step of the model as the outline lists it. */
export interface OutlineRow {
  element: DiagramElement;
  /** How many pools and sub-processes are around it. */
  depth: number;
}

type Drawn = DiagramElement & { parent?: Drawn; children?: Drawn[] };

const isListed = ({ type, labelTarget }: DiagramElement): boolean =>
  !labelTarget &&
  /^bpmn:(\w*Task|\w*Event|\w*Gateway|\w*SubProcess|Transaction|CallActivity|Participant|DataObjectReference)$/.test(
    type,
  );

/** From left to right, as the flow is read; what stands at an edge after what it is attached to. */
const inReadingOrder = (elements: readonly Drawn[]): Drawn[] => {
  const place = (element: Drawn) => (element.host ?? element).x;
  return [...elements].sort(
    (a, b) =>
      place(a) - place(b) ||
      Number(a.host !== undefined) - Number(b.host !== undefined) ||
      a.y - b.y,
  );
};

/** List the steps of a drawing, what a pool or sub-process holds right after it. */
export const outlineOf = (root: DiagramElement, depth = 0): OutlineRow[] =>
  inReadingOrder((root as Drawn).children ?? [])
    .filter(isListed)
    .flatMap((element) => [{ element, depth }, ...outlineOf(element, depth + 1)]);
