// asc's AST -> its nodes, one by one. asc has no visitor of its own; every child of a node is a property of it or an
// element of a property.

import { Node, NodeKind } from "assemblyscript";

/** Calls `visit` for each node directly below `node`. */
export function eachChild(node: Node, visit: (child: Node) => void): void {
  for (const value of Object.values(node) as unknown[]) {
    if (value instanceof Node) visit(value);
    else if (Array.isArray(value)) for (const element of value) if (element instanceof Node) visit(element);
  }
}

/** Whether `test` holds for `node` or a node below it, those of functions inside it left out. */
export function someNode(node: Node, test: (node: Node) => boolean): boolean {
  if (test(node)) return true;
  let found = false;
  eachChild(node, child => {
    found ||= child.kind != NodeKind.Function && child.kind != NodeKind.FunctionDeclaration && someNode(child, test);
  });
  return found;
}
