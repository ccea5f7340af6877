// Storage in the frame (`frameBuffer`, `inFrame`) that is returned or kept by the module -> TACET039: the activation whose frame it is ends first.
//
// Found where it stands in one step: the call itself, or a variable that it is the value of. What goes a longer way (through a field, a
// function, arithmetic) is not looked at; a reference into a parent's frame is valid in what that awaits.

import {
  Compiler, ElementKind, NodeKind, ReportMode, Token, Type,
  type AssertionExpression, type BinaryExpression, type CallExpression, type Expression, type Flow, type FunctionPrototype,
  type IdentifierExpression, type Node, type ParenthesizedExpression, type ReturnStatement, type VariableDeclaration,
} from "assemblyscript";
import { isAsync } from "../1-read/marks.js";
import { someNode } from "../1-read/nodes.js";
import { report } from "../errors.js";
import { compilationOf, type Compilation } from "../state.js";
import { isFirst, override, type Patched } from "./patch.js";

const INSTALLED = Symbol.for("tacet.storage");

/** The library's functions that give storage in the frame, which nobody else has yet. */
const MAKERS: ReadonlySet<string> = new Set(["frameBuffer", "inFrame"]);

const WHAT = "storage in the frame";

/** Replaces asc's methods, once per process. */
export function installStorage(): void {
  const proto = Compiler.prototype as unknown as Patched;
  if (!isFirst(proto, INSTALLED)) return;

  override<Compiler, [ReturnStatement], number>(proto, "compileReturnStatement", original => function (this: Compiler, statement) {
    const compilation = compilationOf(this.program);
    const { value, range } = statement;
    if (compilation && value && !range.source.isLibrary && isInFrame(this, compilation, value)) report(this, "TACET039", value.range, WHAT, "who gets the result");
    return original.call(this, statement);
  });

  override<Compiler, [BinaryExpression, Type, number], number>(proto, "compileBinaryExpression", original => function (this: Compiler, e, contextual, constraints) {
    const compilation = compilationOf(this.program);
    if (compilation && e.operator == Token.Equals && !e.range.source.isLibrary && isInFrame(this, compilation, e.right)) {
      const target = this.resolver.lookupExpression(e.left, this.currentFlow, Type.auto, ReportMode.Swallow);
      if (target?.kind == ElementKind.Global) report(this, "TACET039", e.range, WHAT, `the variable '${target.name}' of the module`);
    }
    return original.call(this, e, contextual, constraints);
  });
}

/** Whether `e` is storage in the frame of the function that is compiled. */
function isInFrame({ currentFlow: flow, resolver }: Compiler, compilation: Compilation, e: Expression): boolean {
  if (!isAsync(flow.sourceFunction.declaration)) return false;
  const value = inner(e);
  if (value.kind == NodeKind.Identifier) return isVariable(flow, value as IdentifierExpression);
  if (!isMaker(value)) return false;
  const callee = resolver.lookupExpression((value as CallExpression).expression, flow, Type.auto, ReportMode.Swallow);
  return callee?.kind == ElementKind.FunctionPrototype && compilation.library.owns(callee as FunctionPrototype);
}

/** Whether a variable of that name of the function is declared with storage for its value. */
function isVariable(flow: Flow, { text }: IdentifierExpression): boolean {
  if (flow.lookup(text)?.kind != ElementKind.Local) return false;
  return someNode(flow.sourceFunction.prototype.bodyNode!, node => {
    if (node.kind != NodeKind.VariableDeclaration) return false;
    const { name, initializer } = node as VariableDeclaration;
    return name.text == text && initializer != null && isMaker(inner(initializer));
  });
}

/** Whether `node` is a call by one of their names. */
export function isMaker(node: Node): boolean {
  if (node.kind != NodeKind.Call) return false;
  const { expression } = node as CallExpression;
  return expression.kind == NodeKind.Identifier && MAKERS.has((expression as IdentifierExpression).text);
}

/** `e` without parentheses and assertions. */
function inner(e: Expression): Expression {
  if (e.kind == NodeKind.Parenthesized) return inner((e as ParenthesizedExpression).expression);
  return e.kind == NodeKind.Assertion ? inner((e as AssertionExpression).expression) : e;
}
