import type { BpmnInstance } from './types';

/** A diagram smaller than this cannot be read. */
export const SMALLEST_LEGIBLE = 0.8;
const LARGEST_ON_OPEN = 1;
const STEP = 1.25;
/** How far out and in one may zoom. */
export const LIMITS = { smallest: 0.2, largest: 4 };

/** Choose the zoom for a diagram that would fill the view at `fitting`. */
export function legibleZoom(fitting: number): number {
  return Math.min(LARGEST_ON_OPEN, Math.max(SMALLEST_LEGIBLE, fitting));
}

export interface FitOptions {
  /** Shown when the whole would be too small to read; else the start. */
  focusOn?: string | null | undefined;
}

const MARGIN = 24;
const BESIDE_PALETTE = 6;

/** Pixels at the left that an editor's palette covers. */
function coveredBy(container: HTMLElement): number {
  const palette = container.querySelector('.djs-palette')?.getBoundingClientRect();
  // one that is hidden has no size
  if (!palette?.width) return 0;
  return palette.right - container.getBoundingClientRect().left + BESIDE_PALETTE;
}

/** Show all of the diagram where that is legible, else the part around `focusOn` or the start. */
export function fitLegibly(viewer: BpmnInstance, { focusOn }: FitOptions = {}): void {
  const canvas = viewer.get('canvas');
  const covered = coveredBy(canvas.getContainer());
  const { inner, outer } = canvas.viewbox();
  const room = { width: outer.width - covered, height: outer.height };
  // a hidden or not yet laid out container has no size, an empty diagram neither
  if (room.width < 1 || room.height < 1 || inner.width < 1) return;
  const fitting = Math.min(
    (room.width - 2 * MARGIN) / inner.width,
    (room.height - 2 * MARGIN) / inner.height,
  );
  const zoom = legibleZoom(fitting);
  canvas.viewbox({
    x: start(inner.x, inner.width, room.width / zoom, zoom) - covered / zoom,
    y: start(inner.y, inner.height, room.height / zoom, zoom),
    width: outer.width / zoom,
    height: outer.height / zoom,
  });
  const target = focusOn ? viewer.get('elementRegistry').get(focusOn) : undefined;
  if (target && zoom > fitting) canvas.scrollToElement(target, MARGIN);
}

/** Centre what has room; of what has none show the beginning. */
function start(at: number, size: number, room: number, zoom: number): number {
  return size > room ? at - MARGIN / zoom : at + size / 2 - room / 2;
}

/** Zoom one step in (1) or out (-1) around the centre; return the zoom reached. */
export function zoomBy(viewer: BpmnInstance, direction: 1 | -1): number {
  const canvas = viewer.get('canvas');
  const wanted = canvas.zoom() * (direction === 1 ? STEP : 1 / STEP);
  return canvas.zoom(Math.min(LIMITS.largest, Math.max(LIMITS.smallest, wanted)));
}

interface TextRenderer {
  getExternalLabelBounds(
    bounds: object,
    text: string,
  ): { x: number; y: number; width: number; height: number };
}

/** Give labels whose stored bounds are too tight for their text ("ye/s") the room they need. */
export function widenTightLabels(viewer: BpmnInstance): void {
  const textRenderer = viewer.get('textRenderer') as TextRenderer;
  const registry = viewer.get('elementRegistry');
  for (const label of registry.getAll()) {
    const text = label.labelTarget?.businessObject.name;
    if (!text) continue;
    const { x, y, width, height } = label;
    const needed = textRenderer.getExternalLabelBounds({ x, y, width, height }, text);
    if (needed.width <= width) continue;
    label.x = x + width / 2 - needed.width / 2;
    label.width = needed.width;
    label.height = Math.max(height, needed.height);
    viewer.get('graphicsFactory').update('shape', label, registry.getGraphics(label));
  }
}
