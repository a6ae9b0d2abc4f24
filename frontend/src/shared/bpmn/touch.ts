import { LIMITS } from './fit';
import type { BpmnInstance } from './types';

interface Finger {
  x: number;
  y: number;
}

const distance = (a: Finger, b: Finger): number => Math.hypot(a.x - b.x, a.y - b.y);

/**
 * Let one finger move a diagram and two fingers zoom it; the library itself knows the mouse only.
 *
 * Where the diagram is a part of a longer page, an upright stroke stays the page's.
 */
export function moveByTouch(viewer: BpmnInstance, host: HTMLElement): () => void {
  const canvas = viewer.get('canvas');
  const fingers = new Map<number, Finger>();
  const stop = new AbortController();
  const { signal } = stop;
  host.style.touchAction = host.clientHeight > window.innerHeight * 0.6 ? 'none' : 'pan-y';

  const zoom = (before: number, after: number, [a, b]: [Finger, Finger]) => {
    const box = host.getBoundingClientRect();
    const level = canvas.zoom() * (before > 0 ? after / before : 1);
    const centre = { x: (a.x + b.x) / 2 - box.left, y: (a.y + b.y) / 2 - box.top };
    canvas.zoom(Math.min(LIMITS.largest, Math.max(LIMITS.smallest, level)), centre);
  };
  const moved = (event: PointerEvent) => {
    const before = fingers.get(event.pointerId);
    if (!before) return;
    const now = { x: event.clientX, y: event.clientY };
    const others = [...fingers]
      .filter(([id]) => id !== event.pointerId)
      .map(([, finger]) => finger);
    const [other] = others;
    if (other) zoom(distance(before, other), distance(now, other), [now, other]);
    else canvas.scroll({ dx: now.x - before.x, dy: now.y - before.y });
    fingers.set(event.pointerId, now);
  };
  const lifted = (event: PointerEvent) => fingers.delete(event.pointerId);

  host.addEventListener(
    'pointerdown',
    (event) => {
      if (event.pointerType !== 'mouse')
        fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    },
    { signal },
  );
  host.addEventListener('pointermove', moved, { signal });
  window.addEventListener('pointerup', lifted, { signal });
  window.addEventListener('pointercancel', lifted, { signal });
  return () => stop.abort();
}
