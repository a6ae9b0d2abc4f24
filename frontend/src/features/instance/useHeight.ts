import { useState, type KeyboardEvent, type PointerEvent } from 'react';

const STORED = 'kontor.diagram-height';
const [LEAST, USUAL, MOST, STEP] = [200, 400, 800, 24];

const within = (height: number): number => Math.min(MOST, Math.max(LEAST, Math.round(height)));

/** Height of the diagram, moved by the pointer or the arrow keys and kept on this device. */
export const useHeight = () => {
  const [height, setHeight] = useState(() => within(Number(localStorage.getItem(STORED)) || USUAL));
  const keep = (next: number) => {
    localStorage.setItem(STORED, String(within(next)));
    setHeight(within(next));
  };
  return {
    height,
    handle: {
      'aria-valuenow': height,
      'aria-valuemin': LEAST,
      'aria-valuemax': MOST,
      onPointerDown: (event: PointerEvent<HTMLElement>) =>
        event.currentTarget.setPointerCapture(event.pointerId),
      onPointerMove: (event: PointerEvent<HTMLElement>) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) keep(height + event.movementY);
      },
      onKeyDown: (event: KeyboardEvent) => {
        const by = { ArrowDown: STEP, ArrowUp: -STEP }[event.key];
        if (!by) return;
        event.preventDefault();
        keep(height + by);
      },
    },
  };
};
