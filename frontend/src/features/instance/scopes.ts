/** The scopes below an instance's own, as a tree. */
import type { LocalScope } from '@/shared/api';

export interface ScopeNode {
  scope: LocalScope;
  children: ScopeNode[];
}

/** Each scope below the one it lies in; what lies in none that is known stands at the top. */
export const treeOf = (scopes: readonly LocalScope[]): ScopeNode[] => {
  const nodes = new Map<string, ScopeNode>(
    scopes.map((scope) => [scope.activity_instance_id, { scope, children: [] }]),
  );
  const roots: ScopeNode[] = [];
  for (const node of nodes.values()) {
    const around = nodes.get(node.scope.parent_id ?? '');
    (around?.children ?? roots).push(node);
  }
  return roots;
};

/** Whether a name, or a value as it is written, holds the text. */
export const matches = (text: string, name: string, value: string): boolean => {
  const wanted = text.trim().toLowerCase();
  return [name, value].some((one) => one.toLowerCase().includes(wanted));
};
