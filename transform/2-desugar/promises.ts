// Promises where none belongs, and none where one does -> diagnostics while asc compiles, where the types are known.
//
//   if (f()) …                  TACET101: always true
//   await task   await thenable TACET059: their value is no promise's
//   spawn(f)   timeout(5, 10)   TACET038
//
// And notes where the source makes or names a class that holds promises, for rules.ts: the class's own declaration may be asc's.

import {
  Compiler, ElementKind, NodeKind, ReportMode, Resolver, Type,
  type CallExpression, type Class, type Element, type Expression, type Flow, type FunctionExpression, type FunctionPrototype, type IdentifierExpression,
  type NamedTypeNode, type Node,
  type PropertyAccessExpression, type TypeNode,
} from "assemblyscript";
import { isStandard } from "../asc.js";
import { isAsync } from "../1-read/marks.js";
import { report } from "../errors.js";
import type { Expr } from "../3-lower/raw.js";
import { compilationOf, generatedType, promisedType, type Compilation } from "../state.js";
import { isFirst, override, type Patched } from "./patch.js";

const INSTALLED = Symbol.for("tacet.promises");

/** The library's functions whose first operand is a promise. */
const TAKERS: ReadonlySet<string> = new Set(["spawn", "trySpawn", "timeout", "shield"]);

/** Replaces asc's methods, once per process. */
export function installPromises(): void {
  const proto = Compiler.prototype as unknown as Patched;
  if (!isFirst(proto, INSTALLED)) return;

  override<Compiler, [Expr, Type, Node], Expr>(proto, "makeIsTrueish", original => function (this: Compiler, expr, type, node) {
    const compilation = compilationOf(this.program);
    if (compilation && promisedType(compilation, type) && !type.isNullableReference) report(this, "TACET101", node.range);
    return original.call(this, expr, type, node);
  });

  override<Compiler, [Expression, Type, number?], Expr>(proto, "compileExpression", original => function (this: Compiler, e, contextual, constraints) {
    const expr = original.call(this, e, contextual, constraints);
    note(compilationOf(this.program), this.currentType, e);
    return expr;
  });

  override<Compiler, [CallExpression, Type, number], Expr>(proto, "compileCallExpression", original => function (this: Compiler, e, contextual, constraints) {
    const compilation = compilationOf(this.program);
    const name = compilation && wrongOperand(this, compilation, e);
    if (!name) return asInnermost(compilation, e, () => refuseCallback(this, compilation, e) ?? original.call(this, e, contextual, constraints));
    const type = this.resolver.resolveExpression(e.args[0], this.currentFlow, Type.auto, ReportMode.Swallow);
    const what = !type || type.signatureReference ? "a function, not a call of it" : plainName(type);
    report(this, "TACET038", e.args[0].range, name, what);
    this.currentType = Type.void;
    return this.module.unreachable();
  });

  const resolver = Resolver.prototype as unknown as Patched;
  override<Resolver, [TypeNode, Flow | null, Element, unknown, number], Type | null>(resolver, "resolveType", original => function (this: Resolver, node, flow, element, types, mode) {
    const type = original.call(this, node, flow, element, types, mode);
    if (type) note(compilationOf(this.program), type, node);
    return type;
  });
}

/** Does `compile` with `e` as the call that asc's errors are about. */
function asInnermost(compilation: Compilation | null, e: CallExpression, compile: () => Expr): Expr {
  if (!compilation) return compile();
  const { calls } = compilation;
  calls.push(e);
  const depth = calls.length;
  const expr = compile();
  calls.length = depth - 1;
  return expr;
}

/** Reports an async function expression that is given to a function of asc's library, all of which call what they are given and await nothing. */
function refuseCallback(compiler: Compiler, compilation: Compilation | null, e: CallExpression): Expr | null {
  const callback = e.args.find(arg => arg.kind == NodeKind.Function && isAsync((arg as FunctionExpression).declaration));
  if (!compilation || !callback || e.range.source.isLibrary) return null;
  const callee = compiler.resolver.lookupExpression(e.expression, compiler.currentFlow, Type.auto, ReportMode.Swallow);
  if (callee?.kind != ElementKind.FunctionPrototype || !isStandard((callee as FunctionPrototype).declaration.range)) return null;
  report(compiler, "TACET026", callback.range);
  compiler.currentType = Type.void;
  return compiler.module.unreachable();
}

/** Reports an `await` of a `type` that is no promise but looks as if it were one. @returns the type of what was meant, where that is known */
export function checkAwaited(compiler: Compiler, compilation: Compilation, type: Type, operand: Expression): Type | null {
  const isNamed = operand.kind == NodeKind.Identifier || operand.kind == NodeKind.PropertyAccess;
  const meant = isNamed && type.signatureReference ? promisedType(compilation, type.signatureReference.returnType) : null;
  if (meant && !operand.range.source.isLibrary) {
    const text = operand.range.toString();
    report(compiler, "TACET059", operand.range, text, "it is an async function, not a call of it", `write 'await ${text}(…)'`);
    return meant;
  }
  const cls = type.getClass();
  if (!cls || operand.range.source.isLibrary) return null;
  if (compilation.library.is(cls.prototype, "spawn/Task")) {
    report(compiler, "TACET059", operand.range, plainName(type), "a handle stands for a task that goes on by itself", `write 'await ${operand.range.toString()}.join()'`);
  } else if (cls.getMember("then")) {
    report(compiler, "TACET059", operand.range, plainName(type), "its 'then' would not be called", "give it an async method and await that");
  }
  return null;
}

/** The type, or its name, for messages: without the paths of files. */
export function plainName(type: Type | string): string {
  return type.toString().replaceAll(/[^ <,(]*\//g, "");
}

/** Whether promises or generators are among the type arguments of `cls`. */
export function holdsPromises(compilation: Compilation, cls: Class): boolean {
  if (!cls.typeArguments || cls.prototype == compilation.promise) return false;
  return cls.typeArguments.some(type => promisedType(compilation, type) ?? generatedType(compilation, type));
}

function note(compilation: Compilation | null, type: Type, { range }: Node): void {
  const cls = type.classReference;
  if (!compilation || !cls?.typeArguments || range.source.isLibrary || compilation.promiseHolders.has(cls)) return;
  if (holdsPromises(compilation, cls)) compilation.promiseHolders.set(cls, range);
}

/** The name of the library's function that is called with something else than the promise it takes; null otherwise. */
function wrongOperand(compiler: Compiler, compilation: Compilation, e: CallExpression): string | null {
  const { expression, args } = e;
  const name = expression.kind == NodeKind.PropertyAccess ? (expression as PropertyAccessExpression).property.text
    : expression.kind == NodeKind.Identifier ? (expression as IdentifierExpression).text : "";
  if (!TAKERS.has(name) || !args.length || e.range.source.isLibrary) return null;
  const { resolver, currentFlow: flow } = compiler;
  const callee = resolver.lookupExpression(expression, flow, Type.auto, ReportMode.Swallow);
  if (callee?.kind != ElementKind.FunctionPrototype) return null;
  const [parameter] = (callee as FunctionPrototype).functionTypeNode.parameters;
  if (!compilation.library.owns(callee) || (parameter?.type as NamedTypeNode).name?.identifier.text != "Promise") return null;
  const type = resolver.resolveExpression(args[0], flow, Type.auto, ReportMode.Swallow);
  return type && promisedType(compilation, type) ? null : name;
}
