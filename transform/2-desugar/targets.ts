// Assignments that read their target: object and index are evaluated once, as in JavaScript. asc compiles them for the reading and for the
// writing, so `(await next()).count += 1` would await twice.
//
//   f(x).a[await g()] += e     ->     { ~once1 = f(x).a, ~once2 = await g(); ~once1[~once2] += e }
//
// Only where one of them does something; all else stays as asc compiles it. Library code is left out.

import {
  Compiler, LocalFlags, Node, NodeKind, Token, Type,
  type BinaryExpression, type ElementAccessExpression, type Expression, type PropertyAccessExpression,
  type UnaryPostfixExpression, type UnaryPrefixExpression,
} from "assemblyscript";
import { isStep, someNode, withoutParentheses } from "../1-read/nodes.js";
import type { Expr } from "../3-lower/raw.js";
import { compilationOf } from "../state.js";
import { Build } from "./build.js";
import { ASSIGNMENTS, isAwait } from "./lints.js";
import { isFirst, override, type Patched } from "./patch.js";

const INSTALLED = Symbol.for("tacet.targets");

/** Replaces asc's methods, once per process. */
export function installTargets(): void {
  const proto = Compiler.prototype as unknown as Patched;
  if (!isFirst(proto, INSTALLED)) return;
  const isOurs = (compiler: Compiler, e: Expression): boolean => compilationOf(compiler.program) != null && !e.range.source.isLibrary;

  override<Compiler, [BinaryExpression, Type, number], Expr>(proto, "compileBinaryExpression", original => function (this: Compiler, e, contextual, constraints) {
    if (!ASSIGNMENTS.has(e.operator) || e.operator == Token.Equals || !isOurs(this, e)) return original.call(this, e, contextual, constraints);
    return once(this, e.left, target => original.call(
      this, target == e.left ? e : Node.createBinaryExpression(e.operator, target, e.right, e.range), contextual, constraints,
    ));
  });
  override<Compiler, [UnaryPostfixExpression, Type, number], Expr>(proto, "compileUnaryPostfixExpression", original => function (this: Compiler, e, contextual, constraints) {
    if (!isStep(e.operator) || !isOurs(this, e)) return original.call(this, e, contextual, constraints);
    return once(this, e.operand, target => original.call(
      this, target == e.operand ? e : Node.createUnaryPostfixExpression(e.operator, target, e.range), contextual, constraints,
    ));
  });
  override<Compiler, [UnaryPrefixExpression, Type, number], Expr>(proto, "compileUnaryPrefixExpression", original => function (this: Compiler, e, contextual, constraints) {
    if (!isStep(e.operator) || !isOurs(this, e)) return original.call(this, e, contextual, constraints);
    return once(this, e.operand, target => original.call(
      this, target == e.operand ? e : Node.createUnaryPrefixExpression(e.operator, target, e.range), contextual, constraints,
    ));
  });
}

/** Compiles an assignment to `target` by `compile`, which gets what names the same place without doing anything. */
function once(compiler: Compiler, target: Expression, compile: (target: Expression) => Expr): Expr {
  const place = withoutParentheses(target);
  const isElement = place.kind == NodeKind.ElementAccess;
  if (!isElement && place.kind != NodeKind.PropertyAccess) return compile(target);
  const { expression } = place as PropertyAccessExpression | ElementAccessExpression;
  const index = isElement ? (place as ElementAccessExpression).elementExpression : null;
  if (!someNode(expression, acts) && !(index && someNode(index, acts))) return compile(target);

  const { module } = compiler;
  const outer = compiler.currentFlow;
  const scope = outer.fork();
  compiler.currentFlow = scope;
  const before: Expr[] = [];
  const keep = (value: Expression, contextual: Type): Expression => {
    const name = `~once${value.range.start}`;
    const expr = compiler.compileExpression(value, contextual);
    const type = compiler.currentType;
    const { index: local } = scope.addScopedLocal(name, type);
    scope.setLocalFlag(local, type.isNullableReference ? LocalFlags.Initialized : LocalFlags.Initialized | LocalFlags.NonNull);
    before.push(module.local_set(local, expr, type.isManaged));
    return new Build(value.range).id(name);
  };
  const object = expression.kind == NodeKind.This || expression.kind == NodeKind.Super ? expression : keep(expression, Type.auto);
  const same = index
    ? Node.createElementAccessExpression(object, keep(index, Type.i32), place.range)
    : Node.createPropertyAccessExpression(object, (place as PropertyAccessExpression).property, place.range);
  const made = compile(same);
  const type = compiler.currentType;
  outer.inherit(scope);
  compiler.currentFlow = outer;
  return module.block(null, [...before, made], type.toRef());
}

/** Whether evaluating `node` twice is something else than once. */
function acts(node: Node): boolean {
  switch (node.kind) {
    case NodeKind.Call: case NodeKind.New: return true;
    case NodeKind.Binary: return ASSIGNMENTS.has((node as BinaryExpression).operator);
    case NodeKind.UnaryPostfix: return true;
    case NodeKind.UnaryPrefix: return isAwait(node) || isStep((node as UnaryPrefixExpression).operator);
    default: return false;
  }
}
