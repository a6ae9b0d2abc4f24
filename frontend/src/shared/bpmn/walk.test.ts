import { describe, expect, it } from 'vitest';

import type { DiagramElement } from './types';
import { graphOf, isWalkKey, walk, type WalkNode } from './walk';

function node(
  id: string,
  x: number,
  y: number,
  previous: string[],
  next: string[],
): [string, WalkNode] {
  return [id, { id, x, y, previous, next }];
}

// start → decide → (upper | lower) → end
const graph = new Map([
  node('start', 0, 100, [], ['decide']),
  node('decide', 100, 100, ['start'], ['lower', 'upper']),
  node('upper', 200, 40, ['decide'], ['end']),
  node('lower', 200, 190, ['decide'], ['end']),
  node('end', 300, 100, ['upper', 'lower'], []),
  node('lonely', 250, 400, [], []),
]);

describe('walk', () => {
  it('begins at the start', () => {
    expect(walk(graph, null, 'ArrowRight')).toBe('start');
    expect(walk(graph, 'end', 'Home')).toBe('start');
  });

  it('follows the flow forwards and backwards', () => {
    expect(walk(graph, 'start', 'ArrowRight')).toBe('decide');
    expect(walk(graph, 'decide', 'ArrowRight')).toBe('upper');
    expect(walk(graph, 'upper', 'ArrowLeft')).toBe('decide');
  });

  it('chooses among alternatives with up and down', () => {
    expect(walk(graph, 'upper', 'ArrowDown')).toBe('lower');
    expect(walk(graph, 'lower', 'ArrowUp')).toBe('upper');
  });

  it('stays where there is nowhere to go', () => {
    expect(walk(graph, 'start', 'ArrowLeft')).toBe('start');
    expect(walk(graph, 'upper', 'ArrowUp')).toBe('upper');
  });

  it('reaches every node in reading order', () => {
    const seen: string[] = [];
    let at = walk(graph, null, 'Home');
    for (let i = 0; i < graph.size && at; i += 1) {
      seen.push(at);
      at = walk(graph, at, 'PageDown');
    }
    expect(new Set(seen)).toEqual(new Set(graph.keys()));
    expect(walk(graph, 'lonely', 'PageUp')).toBe('lower');
  });

  it('forgets a place that no longer exists', () => {
    expect(walk(graph, 'gone', 'ArrowRight')).toBe('start');
    expect(walk(graph, 'gone', 'End')).toBe('end');
  });

  it('leaves other keys alone', () => {
    expect(isWalkKey('a')).toBe(false);
    expect(walk(graph, 'start', 'a')).toBe('start');
  });
});

describe('graphOf', () => {
  function element(id: string, type: string, more: Partial<DiagramElement> = {}): DiagramElement {
    return {
      id,
      type,
      x: 0,
      y: 0,
      width: 10,
      height: 10,
      incoming: [],
      outgoing: [],
      ...more,
    } as DiagramElement;
  }

  it('takes nodes, not flows, labels or lanes, and hangs boundary events on their host', () => {
    const task = element('task', 'bpmn:UserTask');
    const end = element('end', 'bpmn:EndEvent');
    const flow = element('flow', 'bpmn:SequenceFlow', { source: task, target: end, waypoints: [] });
    task.outgoing.push(flow);
    end.incoming.push(flow);
    const timer = element('timer', 'bpmn:BoundaryEvent', { host: task });
    task.attachers = [timer];
    const label = element('end_label', 'label', { labelTarget: end });
    const found = graphOf([task, end, flow, timer, label, element('lane', 'bpmn:Lane')]);
    expect([...found.keys()]).toEqual(['task', 'end', 'timer']);
    expect(found.get('task')?.next).toEqual(['end', 'timer']);
    expect(found.get('timer')?.previous).toEqual(['task']);
  });
});
