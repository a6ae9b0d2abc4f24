import type { BpmnInstance, DiagramElement } from './types';

/** A diagram smaller than this cannot be read. */
export const SMALLEST_LEGIBLE = 0.8;
const LARGEST_ON_OPEN = 1;
const STEP = 1.25;
const LIMITS = { smallest: 0.2, largest: 4 };

/** Choose the zoom for a diagram that would fill the view at `fitting`. */
export function legibleZoom(fitting: number): number {
  return Math.min(LARGEST_ON_OPEN, Math.max(SMALLEST_LEGIBLE, fitting));
}

function leftmost(elements: readonly DiagramElement[]): DiagramElement | undefined {
  return elements
    .filter((element) => !element.waypoints && element.width > 0)
    .sort((a, b) => a.x - b.x || a.y - b.y)[0];
}

/** Show all of the diagram where that is legible, else the part around `focusOn` or the start. */
export function fitLegibly(viewer: BpmnInstance, focusOn?: string | null): void {
  const canvas = viewer.get('canvas');
  const { outer } = canvas.viewbox();
  // a hidden or not yet laid out container has no size, and the library would divide by it
  if (outer.width < 1 || outer.height < 1) return;
  const fitting = canvas.zoom('fit-viewport', 'auto');
  const zoom = legibleZoom(fitting);
  centre(viewer, zoom);
  if (zoom <= fitting) return;
  const registry = viewer.get('elementRegistry');
  const target = (focusOn ? registry.get(focusOn) : undefined) ?? leftmost(registry.getAll());
  if (target) canvas.scrollToElement(target, 24);
}

function centre(viewer: BpmnInstance, zoom: number): void {
  const canvas = viewer.get('canvas');
  const { inner, outer } = canvas.viewbox();
  const width = outer.width / zoom;
  const height = outer.height / zoom;
  const tooWide = inner.width > width;
  const tooHigh = inner.height > height;
  const margin = 24 / zoom;
  canvas.viewbox({
    x: tooWide ? inner.x - margin : inner.x + inner.width / 2 - width / 2,
    y: tooHigh ? inner.y - margin : inner.y + inner.height / 2 - height / 2,
    width,
    height,
  });
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
