// Locals of a generated function: declared with a value, visible with their fields, traced.

import { newName, shapeOf, type Body, type Variable } from "./body.js";
import { node, STATEMENT, type Node } from "./syntax.js";

/** `let v: type = value;` and the variable, with its fields, in scope. */
export function declare(body: Body, type: string, value: Node, isConst = false): Node {
  const name = newName(body.draft, "x");
  addLocal(body, { name, type, writable: !isConst });
  return node(STATEMENT, isConst ? "const " : "let ", name, { ts: `: ${type}` }, " = ", value, ";");
}

export function addLocal(body: Body, local: Variable): void {
  body.scope.push(local);
  for (const field of shapeOf(body.draft, local.type)?.fields ?? []) {
    body.scope.push({ name: `${local.name}.${field.name}`, type: field.type, writable: true });
  }
}

export function trace(body: Body, value: Node): Node {
  return node(STATEMENT, `trace(t, ${++body.draft.siteCount}, `, value, ");");
}

export function isObject(body: Body, type: string): boolean {
  return body.draft.shapes.some((shape) => shape.types.includes(type));
}
