/** The order in which people read a flow: what leads to a step stands before it. */

/**
 * Put nodes into the order of the flow.
 *
 * @param roots Where it begins, in the order to tell.
 * @param next What follows a node, the nearest first; what leads back is passed over.
 * @returns Every node once; what no root leads to stands last, in its own order.
 */
export const inOrder = <Node>(
  nodes: readonly Node[],
  roots: readonly Node[],
  next: (node: Node) => readonly Node[],
): Node[] => {
  const seen = new Set<Node>();
  const from = (root: Node): Node[] => {
    const ordered: Node[] = [];
    // A stack of our own: a long flow would be deeper than the one of the language.
    const open: { node: Node; left: Node[] }[] = [];
    const enter = (node: Node) => {
      if (seen.has(node)) return;
      seen.add(node);
      open.push({ node, left: [...next(node)] });
    };
    enter(root);
    for (let top = open.at(-1); top; top = open.at(-1)) {
      const follower = top.left.pop();
      if (follower === undefined) {
        open.pop();
        ordered.push(top.node);
      } else enter(follower);
    }
    return ordered;
  };
  const told = [...roots].reverse().flatMap(from).reverse();
  return [
    ...told,
    ...nodes.filter((node) => !seen.has(node)).flatMap((node) => from(node).reverse()),
  ];
};
