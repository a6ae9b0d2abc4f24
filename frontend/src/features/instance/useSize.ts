import { useState, type KeyboardEvent, type PointerEvent } from 'react';

const STEP = 24;

export interface Bounds {
  /** Where this device keeps it. */
  stored: string;
  least: number;
  usual: number;
  most: number;
}

/** What a separator needs that the pointer or the arrow keys move. */
export interface Handle {
  'aria-valuenow': number;
  'aria-valuemin': number;
  'aria-valuemax': number;
  onPointerDown: (event: PointerEvent<HTMLElement>) => void;
  onPointerMove: (event: PointerEvent<HTMLElement>) => void;
  onKeyDown: (event: KeyboardEvent) => void;
}

/** How far a movement changes the size, and which keys do so. */
interface Direction {
  by: (event: PointerEvent<HTMLElement>) => number;
  more: string;
  less: string;
}

/** What lies above a line: it grows as the line goes down. */
export const ABOVE: Direction = {
  by: ({ movementY }) => movementY,
  more: 'ArrowDown',
  less: 'ArrowUp',
};
/** What lies to the right of a line: it grows as the line goes left. */
export const RIGHT: Direction = {
  by: ({ movementX }) => -movementX,
  more: 'ArrowLeft',
  less: 'ArrowRight',
};

/** Size of a part of the page, kept on this device; null as long as nobody has chosen one. */
export const useSize = ({ stored, least, usual, most }: Bounds, direction: Direction) => {
  const within = (size: number): number => Math.min(most, Math.max(least, Math.round(size)));
  const [chosen, setChosen] = useState(() => {
    const kept = Number(localStorage.getItem(stored));
    return kept ? within(kept) : null;
  });
  const size = chosen ?? usual;
  const keep = (next: number) => {
    localStorage.setItem(stored, String(within(next)));
    setChosen(within(next));
  };
  const handle: Handle = {
    'aria-valuenow': size,
    'aria-valuemin': least,
    'aria-valuemax': most,
    onPointerDown: (event) => event.currentTarget.setPointerCapture(event.pointerId),
    onPointerMove: (event) => {
      if (event.currentTarget.hasPointerCapture(event.pointerId)) keep(size + direction.by(event));
    },
    onKeyDown: (event) => {
      const by = { [direction.more]: STEP, [direction.less]: -STEP }[event.key];
      if (!by) return;
      event.preventDefault();
      keep(size + by);
    },
  };
  return { chosen, size, handle };
};
