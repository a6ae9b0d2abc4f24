import type { DiagramElement } from './types';

/** A place where the keyboard can stand. */
export interface WalkNode {
  id: string;
  x: number;
  y: number;
  next: readonly string[];
  previous: readonly string[];
}

export type WalkGraph = ReadonlyMap<string, WalkNode>;

const HORIZONTAL_PENALTY = 2;
/** Nodes whose centres differ by less stand on one line. */
const SAME_LINE = 10;

function byReadingOrder(a: WalkNode, b: WalkNode): number {
  return a.x - b.x || a.y - b.y;
}

function ordered(graph: WalkGraph): WalkNode[] {
  return [...graph.values()].sort(byReadingOrder);
}

function nodesOf(graph: WalkGraph, ids: readonly string[]): WalkNode[] {
  return ids.flatMap((id) => graph.get(id) ?? []);
}

function closestLine(from: WalkNode, candidates: readonly WalkNode[]): WalkNode | undefined {
  return [...candidates].sort(
    (a, b) => Math.abs(a.y - from.y) - Math.abs(b.y - from.y) || byReadingOrder(a, b),
  )[0];
}

function nearest(
  from: WalkNode,
  candidates: readonly WalkNode[],
  sign: 1 | -1,
): WalkNode | undefined {
  const distance = (node: WalkNode) =>
    Math.abs(node.y - from.y) + HORIZONTAL_PENALTY * Math.abs(node.x - from.x);
  return candidates
    .filter((node) => (node.y - from.y) * sign > SAME_LINE)
    .sort((a, b) => distance(a) - distance(b))[0];
}

function siblings(graph: WalkGraph, node: WalkNode): WalkNode[] {
  const ids = new Set<string>();
  for (const before of nodesOf(graph, node.previous)) before.next.forEach((id) => ids.add(id));
  for (const after of nodesOf(graph, node.next)) after.previous.forEach((id) => ids.add(id));
  ids.delete(node.id);
  return nodesOf(graph, [...ids]);
}

function vertical(graph: WalkGraph, node: WalkNode, sign: 1 | -1): WalkNode | undefined {
  return nearest(node, siblings(graph, node), sign) ?? nearest(node, [...graph.values()], sign);
}

function inReadingOrder(graph: WalkGraph, node: WalkNode, by: 1 | -1): WalkNode | undefined {
  const all = ordered(graph);
  return all[all.findIndex((other) => other.id === node.id) + by];
}

function entry(graph: WalkGraph): WalkNode | undefined {
  const all = ordered(graph);
  return all.find((node) => node.previous.length === 0) ?? all[0];
}

function exit(graph: WalkGraph): WalkNode | undefined {
  const all = ordered(graph).reverse();
  return all.find((node) => node.next.length === 0) ?? all[0];
}

const MOVES: Record<string, (graph: WalkGraph, node: WalkNode) => WalkNode | undefined> = {
  ArrowRight: (graph, node) => closestLine(node, nodesOf(graph, node.next)),
  ArrowLeft: (graph, node) => closestLine(node, nodesOf(graph, node.previous)),
  ArrowDown: (graph, node) => vertical(graph, node, 1),
  ArrowUp: (graph, node) => vertical(graph, node, -1),
  PageDown: (graph, node) => inReadingOrder(graph, node, 1),
  PageUp: (graph, node) => inReadingOrder(graph, node, -1),
  Home: entry,
  End: exit,
};

/** Tell whether a key moves through the diagram. */
export function isWalkKey(key: string): boolean {
  return key in MOVES;
}

/**
 * Find where a key leads.
 *
 * Left and right follow the flow, up and down choose among alternatives (else what lies nearest),
 * PageUp and PageDown visit every node in reading order. Without a place to go the walk stays.
 */
export function walk(graph: WalkGraph, current: string | null, key: string): string | null {
  const node = current === null ? undefined : graph.get(current);
  const move = MOVES[key];
  if (!move) return current;
  if (!node) return (key === 'End' ? exit(graph) : entry(graph))?.id ?? null;
  return move(graph, node)?.id ?? node.id;
}

const FLOW = 'bpmn:SequenceFlow';
const NOT_A_STOP = new Set([
  'bpmn:Lane',
  'bpmn:Participant',
  'bpmn:Group',
  'label',
  'bpmn:TextAnnotation',
]);

function isStop(element: DiagramElement): boolean {
  const drawn = !element.waypoints && element.width > 0 && !element.labelTarget && !element.hidden;
  return drawn && element.type.startsWith('bpmn:') && !NOT_A_STOP.has(element.type);
}

function isFlow(element: DiagramElement): boolean {
  return element.type === FLOW;
}

/** Read the graph off the drawn elements; a boundary event comes after its host. */
export function graphOf(elements: readonly DiagramElement[]): WalkGraph {
  const graph = new Map<string, WalkNode>();
  for (const element of elements) {
    if (!isStop(element)) continue;
    const next = element.outgoing.filter(isFlow).flatMap((flow) => flow.target?.id ?? []);
    const previous = element.incoming.filter(isFlow).flatMap((flow) => flow.source?.id ?? []);
    graph.set(element.id, {
      id: element.id,
      x: element.x + element.width / 2,
      y: element.y + element.height / 2,
      next: [...next, ...(element.attachers ?? []).map((attached) => attached.id)],
      previous: element.host ? [element.host.id, ...previous] : previous,
    });
  }
  return graph;
}
