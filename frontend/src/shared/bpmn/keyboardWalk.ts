import type { BpmnInstance, DiagramElement } from './types';
import { graphOf, isWalkKey, walk } from './walk';

const FOCUS = 'k-focus';

interface OutlineService {
  createOutline(element: DiagramElement): void;
}

export interface KeyboardWalk {
  /** Answer a key pressed on the canvas; true where it was one of ours. */
  press(key: string): boolean;
  /** Stand on the current place again, when the canvas gets the focus. */
  enter(): void;
  leave(): void;
}

interface Listeners {
  onMove(element: DiagramElement): void;
  onSelect(element: DiagramElement | null): void;
}

/** Let the arrow keys move a focus ring over the drawn elements; see `walk` for where they lead. */
export function keyboardWalk(viewer: BpmnInstance, { onMove, onSelect }: Listeners): KeyboardWalk {
  const canvas = viewer.get('canvas');
  const registry = viewer.get('elementRegistry');
  let current: string | null = null;

  const unmark = () => {
    if (current !== null && registry.get(current)) canvas.removeMarker(current, FOCUS);
  };
  const stand = (id: string | null) => {
    const element = id === null ? undefined : registry.get(id);
    unmark();
    current = element?.id ?? null;
    if (!element) return;
    (viewer.get('outline') as OutlineService).createOutline(element);
    canvas.addMarker(element.id, FOCUS);
    canvas.scrollToElement(element, 60);
    onMove(element);
  };
  const selected = () => viewer.get('selection').get()[0]?.id ?? null;

  return {
    press(key) {
      if (isWalkKey(key)) {
        stand(walk(graphOf(registry.getAll()), current, key));
        return true;
      }
      if ((key === 'Enter' || key === ' ') && current !== null) {
        onSelect(registry.get(current) ?? null);
        return true;
      }
      if (key === 'Escape' && current !== null) {
        unmark();
        current = null;
        onSelect(null);
        return true;
      }
      return false;
    },
    enter: () => stand(current ?? selected() ?? walk(graphOf(registry.getAll()), null, 'Home')),
    leave: unmark,
  };
}
