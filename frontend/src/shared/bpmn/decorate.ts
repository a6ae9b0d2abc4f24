import { stateIcon } from './icons';
import type { BpmnInstance, DiagramBadge, DiagramElement, DiagramMark, DiagramPath } from './types';

const BADGE = 'k-badge';
const NUMBER = 'k-number';
const PATH_COLOUR = 'var(--k-bpmn-path)';
const HEAT_STEPS = 4;

/** Everything that a page lays over the drawing. */
export interface Decoration {
  path?: DiagramPath | undefined;
  badges?: readonly DiagramBadge[] | undefined;
  /** Elements outlined and tinted by a state, or by what became of them. */
  marks?: Readonly<Record<string, DiagramMark>> | undefined;
  /** Figures per activity, drawn as five steps of one hue. */
  heat?: Readonly<Record<string, number>> | undefined;
  /** What is written beside flows. */
  order?: Readonly<Record<string, string>> | undefined;
}

/** Put a figure into one of the steps 0 (none) to 4 (the highest figure). */
export function heatStep(value: number, highest: number): number {
  if (value <= 0 || highest <= 0) return 0;
  return Math.min(HEAT_STEPS, Math.max(1, Math.ceil((value / highest) * HEAT_STEPS)));
}

function taken(path: DiagramPath, element: DiagramElement): boolean {
  const visits = element.waypoints ? path.flows[element.id] : path.activities[element.id];
  return (visits ?? 0) > 0;
}

function isPartOfFlow(element: DiagramElement): boolean {
  if (element.labelTarget || element.hidden) return false;
  return element.type === 'bpmn:SequenceFlow' || (!element.waypoints && element.width > 0);
}

const FRAMES = new Set(['bpmn:Participant', 'bpmn:Lane', 'bpmn:Group', 'bpmn:TextAnnotation']);

function redraw(viewer: BpmnInstance, element: DiagramElement): void {
  const graphics = viewer.get('elementRegistry').getGraphics(element);
  viewer
    .get('graphicsFactory')
    .update(element.waypoints ? 'connection' : 'shape', element, graphics);
}

/** Colour what was taken through the drawing itself, so that arrowheads follow; return the way back. */
function colourPath(viewer: BpmnInstance, path: DiagramPath): () => void {
  const canvas = viewer.get('canvas');
  const coloured: [DiagramElement, unknown][] = [];
  const marked: [string, string][] = [];
  for (const element of viewer.get('elementRegistry').getAll()) {
    if (!isPartOfFlow(element) || FRAMES.has(element.type)) continue;
    const marker = taken(path, element) ? 'k-taken' : 'k-ahead';
    canvas.addMarker(element.id, marker);
    marked.push([element.id, marker]);
    if (marker !== 'k-taken') continue;
    coloured.push([element, element.di.get('bioc:stroke')]);
    element.di.set('bioc:stroke', PATH_COLOUR);
    redraw(viewer, element);
  }
  return () => {
    for (const [id, marker] of marked) canvas.removeMarker(id, marker);
    for (const [element, before] of coloured) {
      element.di.set('bioc:stroke', before);
      redraw(viewer, element);
    }
  };
}

function badgeElement(badge: DiagramBadge): HTMLElement {
  const pill = document.createElement('div');
  pill.className = `k-token ${badge.state}${badge.text ? '' : ' round'}`;
  pill.title = badge.label;
  const icon = stateIcon(badge.state);
  if (icon) pill.append(icon);
  if (badge.text) pill.append(badge.text);
  return pill;
}

/** What lies above the drawing would swallow the click meant for the step. */
function handOnClicks(viewer: BpmnInstance, id: string, html: HTMLElement): void {
  const element = viewer.get('elementRegistry').get(id);
  html.addEventListener('click', (originalEvent) =>
    viewer.get('eventBus').fire('element.click', { element, originalEvent }),
  );
}

/** What is drawn between two steps, at the least. */
const BETWEEN = 40;
const LEAST_ROOM = 110;
const ABOVE = -30;
const BELOW = 4;

/** Put a long text below an activity, or above what has its own name below it. */
function addLong(viewer: BpmnInstance, badge: DiagramBadge): void {
  const element = viewer.get('elementRegistry').get(badge.activityId);
  if (!element) return;
  const { id, width, height } = element;
  const html = document.createElement('div');
  html.className = 'k-long';
  html.style.maxWidth = `${Math.max(width + BETWEEN, LEAST_ROOM).toString()}px`;
  html.append(badgeElement(badge));
  handOnClicks(viewer, id, html);
  const top = element.businessObject.$type.endsWith('Event') ? ABOVE : height + BELOW;
  viewer.get('overlays').add(id, BADGE, {
    position: { left: width / 2, top },
    html,
    scale: { min: 0.9, max: 1.2 },
  });
}

function addBadges(viewer: BpmnInstance, badges: readonly DiagramBadge[]): () => void {
  const overlays = viewer.get('overlays');
  const registry = viewer.get('elementRegistry');
  const rows = new Map<string, HTMLElement>();
  for (const badge of badges) {
    if (!registry.get(badge.activityId)) continue;
    if (badge.isLong) {
      addLong(viewer, badge);
      continue;
    }
    const row = rows.get(badge.activityId) ?? document.createElement('div');
    row.className = 'k-tokens';
    row.append(badgeElement(badge));
    rows.set(badge.activityId, row);
  }
  for (const [id, html] of rows) {
    handOnClicks(viewer, id, html);
    overlays.add(id, BADGE, {
      position: { top: -11, right: 0 },
      html,
      scale: { min: 0.9, max: 1.2 },
    });
  }
  return () => overlays.remove({ type: BADGE });
}

type Point = { x: number; y: number };

/** The middle of the longest stretch of a flow, from the corner of its box. */
export function middleOf(waypoints: readonly Point[]): Point {
  let [longest, middle] = [-1, { x: 0, y: 0 }];
  waypoints.forEach((to, index) => {
    const from = waypoints[index - 1];
    if (!from) return;
    const length = Math.hypot(to.x - from.x, to.y - from.y);
    if (length <= longest) return;
    [longest, middle] = [length, { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 }];
  });
  const left = Math.min(...waypoints.map(({ x }) => x));
  const top = Math.min(...waypoints.map(({ y }) => y));
  return { x: middle.x - left, y: middle.y - top };
}

function addOrder(viewer: BpmnInstance, order: Readonly<Record<string, string>>): () => void {
  const overlays = viewer.get('overlays');
  const registry = viewer.get('elementRegistry');
  for (const [id, text] of Object.entries(order)) {
    const waypoints = registry.get(id)?.waypoints;
    if (!waypoints) continue;
    const html = document.createElement('div');
    html.className = 'k-number';
    html.textContent = text;
    const { x, y } = middleOf(waypoints);
    overlays.add(id, NUMBER, {
      position: { left: x, top: y },
      html,
      scale: { min: 0.9, max: 1.2 },
    });
  }
  return () => overlays.remove({ type: NUMBER });
}

function addMarkers(viewer: BpmnInstance, markers: readonly [string, string][]): () => void {
  const canvas = viewer.get('canvas');
  const registry = viewer.get('elementRegistry');
  const known = markers.filter(([id]) => registry.get(id));
  for (const [id, marker] of known) canvas.addMarker(id, marker);
  return () => {
    for (const [id, marker] of known) canvas.removeMarker(id, marker);
  };
}

function markersOf(decoration: Decoration): [string, string][] {
  const markers: [string, string][] = Object.entries(decoration.marks ?? {}).map(([id, state]) => [
    id,
    `k-${state}`,
  ]);
  const heat = Object.entries(decoration.heat ?? {});
  const highest = Math.max(0, ...heat.map(([, value]) => value));
  for (const [id, value] of heat) {
    const step = heatStep(value, highest);
    if (step > 0) markers.push([id, `k-heat${step.toString()}`]);
  }
  return markers;
}

/** Draw a decoration over an imported diagram; the function returned takes it off again. */
export function decorate(viewer: BpmnInstance, decoration: Decoration): () => void {
  const undo = [
    decoration.path ? colourPath(viewer, decoration.path) : () => undefined,
    addMarkers(viewer, markersOf(decoration)),
    addBadges(viewer, decoration.badges ?? []),
    addOrder(viewer, decoration.order ?? {}),
  ];
  return () => undo.reverse().forEach((step) => step());
}
