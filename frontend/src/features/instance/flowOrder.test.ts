import { describe, expect, it } from 'vitest';
import type { HistoryItem } from '@/shared/api';
import { flowOrderOf } from './flowOrder';

const entry = (...flows: string[]) =>
  ({ events: flows.map((flow_id) => ({ type: 'flow_taken', flow_id })) }) as unknown as HistoryItem;

describe('the order of the path', () => {
  it('numbers each flow as it was taken, over the entries of the record', () => {
    expect(flowOrderOf([entry('c', 'a'), entry('a', 'b')])).toEqual({ a: '1, 4', b: '2', c: '3' });
  });

  it('shows the first places of a flow that was taken often', () => {
    expect(flowOrderOf([entry('a', 'a', 'a', 'a', 'a')])).toEqual({ a: '1, 2, 3, …' });
    expect(flowOrderOf([])).toEqual({});
  });
});
