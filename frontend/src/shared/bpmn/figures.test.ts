// @vitest-environment jsdom
import { describe, expect, it } from 'vitest';
import { heatStep, middleOf } from './decorate';
import { legibleZoom } from './fit';
import { stateIcon } from './icons';
import { plainType } from './useSpokenNode';

describe('heatStep', () => {
  it.each([
    [0, 100, 0],
    [1, 100, 1],
    [25, 100, 1],
    [26, 100, 2],
    [100, 100, 4],
    [5, 0, 0],
  ])('%d of %d is step %d', (value, highest, step) => {
    expect(heatStep(value, highest)).toBe(step);
  });
});

describe('legibleZoom', () => {
  it('neither shrinks a diagram until it cannot be read nor blows a small one up', () => {
    expect(legibleZoom(0.3)).toBe(0.8);
    expect(legibleZoom(0.9)).toBe(0.9);
    expect(legibleZoom(2.5)).toBe(1);
  });
});

describe('words and signs', () => {
  it('cuts the prefix of BPMN types only', () => {
    expect(plainType('bpmn:UserTask')).toBe('UserTask');
    expect(plainType('label')).toBe('label');
  });

  it('draws an icon for states and none for plain figures', () => {
    expect(stateIcon('waiting')?.querySelectorAll('path')).toHaveLength(4);
    expect(stateIcon('plain')).toBeNull();
  });
});

describe('what is written beside a flow', () => {
  it('stands at the middle of its longest stretch, seen from the corner of its box', () => {
    const bent = [
      { x: 100, y: 50 },
      { x: 120, y: 50 },
      { x: 120, y: 250 },
      { x: 160, y: 250 },
    ];
    expect(middleOf(bent)).toEqual({ x: 20, y: 100 });
  });
});
