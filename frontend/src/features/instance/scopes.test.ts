import { describe, expect, it } from 'vitest';
import type { LocalScope } from '@/shared/api';
import { matches, treeOf, type ScopeNode } from './scopes';

const scope = (activity_instance_id: string, parent_id: string | null) =>
  ({ activity_instance_id, parent_id }) as LocalScope;
const shape = (nodes: ScopeNode[]): unknown[] =>
  nodes.map((node) => [node.scope.activity_instance_id, shape(node.children)]);

describe('scopes below the instance', () => {
  it('lie in one another, and those of an unknown one at the top', () => {
    const nodes = treeOf([scope('outer', null), scope('round 1', 'outer'), scope('lost', 'gone')]);
    expect(shape(nodes)).toEqual([
      ['outer', [['round 1', []]]],
      ['lost', []],
    ]);
  });
});

describe('the search among variables', () => {
  it('goes over names and values', () => {
    expect(matches(' AMOUNT', 'amount', '5')).toBe(true);
    expect(matches('acme', 'customer', 'Acme Ltd')).toBe(true);
    expect(matches('x', 'amount', '5')).toBe(false);
  });
});
