import { describe, expect, it } from 'vitest';
import type { DiagramElement } from '@/shared/bpmn/types';
import { outlineOf } from './outline';

const drawn = (id: string, type: string, x: number, more: object = {}): DiagramElement =>
  ({ id, type: `bpmn:${type}`, x, y: 0, ...more }) as unknown as DiagramElement;

describe('the outline', () => {
  it('lists steps as they are read, with what is attached and what is inside', () => {
    const inner = drawn('inner', 'Task', 5);
    const part = drawn('part', 'SubProcess', 20, { children: [inner] });
    const children = [
      drawn('end', 'EndEvent', 90),
      drawn('late', 'BoundaryEvent', 60, { host: part }),
      part,
      drawn('flow', 'SequenceFlow', 1),
      drawn('start', 'StartEvent', 0),
      drawn('label', 'StartEvent', 0, { labelTarget: {} }),
    ];
    const rows = outlineOf(drawn('p', 'Process', 0, { children }));
    expect(rows.map(({ element, depth }) => `${depth.toString()} ${element.id}`)).toEqual([
      '0 start',
      '0 part',
      '1 inner',
      '0 late',
      '0 end',
    ]);
  });
});
