// asc's AST -> the sources of the program's own, and their nodes, one by one. asc has no visitor of its own; every child of a node is a property of it or an
// element of a property.

import {
  LiteralKind, Node, NodeKind, SourceKind, Token, type Expression, type IntegerLiteralExpression, type ParenthesizedExpression, type Parser, type Source,
} from "assemblyscript";
import type { Int64 } from "../int64.js";

/** The sources that are of no library. */
export function ownSources({ sources }: Parser): Source[] {
  return sources.filter(({ sourceKind }) => sourceKind == SourceKind.User || sourceKind == SourceKind.UserEntry);
}

/** Calls `visit` for each node directly below `node`. */
export function eachChild(node: Node, visit: (child: Node) => void): void {
  // Not Object.values: an array for each node of the program took a tenth of the time in front of the lowering.
  for (const key in node) {
    const value = (node as unknown as Record<string, unknown>)[key];
    if (typeof value != "object" || value === null) continue;
    if (value instanceof Node) visit(value);
    else if (Array.isArray(value)) for (const element of value as unknown[]) if (element instanceof Node) visit(element);
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

/** What stands in the parentheses, if `e` is in some. */
export function withoutParentheses(e: Expression): Expression {
  return e.kind == NodeKind.Parenthesized ? withoutParentheses((e as ParenthesizedExpression).expression) : e;
}

/** Whether it adds one, or takes one away. */
export function isStep(operator: Token): boolean {
  return operator == Token.Plus_Plus || operator == Token.Minus_Minus;
}

/** The value of an integer literal; null of anything else. */
export function integerOf(node: Node): number | null {
  const e = withoutParentheses(node as Expression);
  if (!e.isLiteralKind(LiteralKind.Integer)) return null;
  const { low, high } = (e as IntegerLiteralExpression).value as unknown as Int64;
  return high * 2 ** 32 + (low >>> 0);
}
