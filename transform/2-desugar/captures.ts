// Captures: a name of an outer function inside a closure -> a typed local of the closure, by value.
//
//   const k = 3;
//   a.map(x => x + k)        the arrow gets a local for `k`; the expression becomes (call $~tacet/closure|arrow (local.get $k))
//
// asc links a function expression's flow to the flow around it (`flow.outer`) and refuses what it finds there. Here such a
// name becomes a local of the closure's own, recorded with the variable it stands for; what its value is when the closure is
// made stands in the marker, and 3-lower/closures.ts hands it over. Shadowing, nesting, loop variables, `this` of arrows and
// generics come out right because asc's own flows answer the question what a name means.
// What lost: a scope analysis on the AST, which would need asc's types again to know what a capture holds.

import {
  ArrowKind, CommonFlags, Compiler, ElementKind, Flow, FlowFlags, LocalFlags, NodeKind, Resolver, type Element, type Expression, type ForStatement,
  type Function as AscFunction, type FunctionExpression, type IdentifierExpression, type Local, type Type,
} from "assemblyscript";
import { report } from "../errors.js";
import { int64 } from "../int64.js";
import { compilationOf, type Compilation } from "../state.js";
import type { Expr } from "../3-lower/raw.js";
import { CLOSURE } from "./markers.js";
import { isFirst, override, type Patched } from "./patch.js";

/** One captured variable. */
export interface Capture {
  /** The variable outside, a local of the function around. */
  readonly outer: Local;
  /** The closure's own local that holds its value. */
  readonly inner: Local;
}

const INSTALLED = Symbol.for("tacet.captures");

/** Replaces asc's methods, once per process. */
export function installCaptures(): void {
  if (!isFirst(Compiler.prototype, INSTALLED)) return;
  const flow = Flow.prototype as unknown as Patched;
  override<Flow, [string], Element | null>(flow, "lookup", original => function (this: Flow, name) {
    if (!this.outer || !compilationOf(this.program)) return original.call(this, name);
    return this.lookupLocal(name) ?? captured(this, name) ?? original.call(this, name);
  });
  patchCompiler(Compiler.prototype as unknown as Patched);
  patchResolver(Resolver.prototype as unknown as Patched);
}

function patchCompiler(proto: Patched): void {
  // Closures being compiled, innermost last; `made` is the function of the one that is ready, if it captures something.
  const open: { made: AscFunction | null }[] = [];

  override<Compiler, [AscFunction], unknown>(proto, "ensureRuntimeFunction", original => function (this: Compiler, instance) {
    const captures = compilationOf(this.program)?.captures.get(instance);
    if (!captures?.length) return original.call(this, instance);
    // No entry of the table: whoever calls it has to give what it captured.
    open[open.length - 1].made = instance;
    return int64(0);
  });

  override<Compiler, [FunctionExpression, Type, number], Expr>(proto, "compileFunctionExpression", original => function (
    this: Compiler, expression, contextual, constraints,
  ) {
    const compilation = compilationOf(this.program);
    if (!compilation) return original.call(this, expression, contextual, constraints);
    const frame: { made: AscFunction | null } = { made: null };
    open.push(frame);
    let expr: Expr;
    try {
      expr = original.call(this, expression, contextual, constraints);
    } finally {
      open.pop();
    }
    return frame.made ? closureOf(this, compilation, frame.made, expression) : expr;
  });

  override<Compiler, [ForStatement], Expr>(proto, "compileForStatement", original => function (this: Compiler, statement) {
    if (statement.incrementor) compilationOf(this.program)?.increments.push(statement.incrementor.range);
    return original.call(this, statement);
  });

  override<Compiler, [IdentifierExpression, Type, number], Expr>(proto, "compileIdentifierExpression", original => function (
    this: Compiler, expression, contextual, constraints,
  ) {
    const flow = this.currentFlow;
    const own = expression.kind == NodeKind.This && compilationOf(this.program) ? capturedThis(flow) : null;
    if (!own) return original.call(this, expression, contextual, constraints);
    this.currentType = own.type;
    return this.module.local_get(own.index, own.type.toRef());
  });

  override<Compiler, [Element, Expr, Type, Expression, ...unknown[]], Expr>(proto, "makeAssignment", original => function (
    this: Compiler, target, value, type, valueExpression, ...rest
  ) {
    const captures = target.kind == ElementKind.Local ? compilationOf(this.program)?.captures.get(this.currentFlow.targetFunction) : null;
    const capture = captures?.find(c => c.inner === target);
    if (!capture) return original.call(this, target, value, type, valueExpression, ...rest);
    report(this, "TACET031", valueExpression.range, capture.outer.name, "the closure holds a copy of it, so the variable outside would not change");
    this.currentType = capture.inner.type;
    return this.module.unreachable();
  });
}

function patchResolver(proto: Patched): void {
  // The type of `x => e` where no result type is written: `e` may name what stands around it.
  override<Resolver, [FunctionExpression, Flow, Type, number], Type | null>(proto, "resolveFunctionExpression", original => function (
    this: Resolver, node, flow, contextual, mode,
  ) {
    if (!compilationOf(this.program)) return original.call(this, node, flow, contextual, mode);
    const createDefault = Flow.createDefault;
    Flow.createDefault = fn => {
      if (fn !== flow.sourceFunction) return createDefault.call(Flow, fn);
      Flow.createDefault = createDefault;
      const made = createDefault.call(Flow, fn);
      made.outer = flow;
      return made;
    };
    try {
      return original.call(this, node, flow, contextual, mode);
    } finally {
      Flow.createDefault = createDefault;
    }
  });

  override<Resolver, [Expression, Flow, Type, number], Element | null>(proto, "lookupThisExpression", original => function (
    this: Resolver, node, flow, contextual, mode,
  ) {
    const own = compilationOf(this.program) ? capturedThis(flow) : null;
    if (!own) return original.call(this, node, flow, contextual, mode);
    this.currentThisExpression = null;
    this.currentElementExpression = null;
    return own;
  });
}

/** The closure's local for `name`, found around it; null where no function around has a variable of that name. */
function captured(flow: Flow, name: string): Local | null {
  const { outer } = flow;
  if (!outer) return null;
  const found = outer.lookupLocal(name) ?? captured(outer, name);
  if (!found) return null;
  // A constant needs no place; a resolver's own flow belongs to the function around.
  if (found.index < 0 || found.is(CommonFlags.Inlined) || found.parent === flow.targetFunction) return found;
  const compilation = compilationOf(flow.program)!;
  const fn = flow.targetFunction;
  let captures = compilation.captures.get(fn);
  if (!captures) compilation.captures.set(fn, captures = []);
  let capture = captures.find(c => c.outer === found);
  if (!capture) captures.push(capture = { outer: found, inner: fn.addLocal(found.type) });
  const nonNull = outer.isLocalFlag(found.index, LocalFlags.NonNull) ? LocalFlags.NonNull : LocalFlags.None;
  flow.setLocalFlag(capture.inner.index, LocalFlags.Constant | LocalFlags.Initialized | nonNull);
  return capture.inner;
}

/** `this` of the function around an arrow, as a local of the arrow; null where `this` is the function's own or there is none. */
function capturedThis(flow: Flow): Local | null {
  const fn = flow.sourceFunction;
  if (!flow.outer || flow.isInline || fn.signature.thisType || fn.prototype.arrowKind == ArrowKind.None) return null;
  let outer: Flow | null = flow.outer;
  while (outer && !outer.lookupLocal("this")) outer = outer.outer;
  outer?.set(FlowFlags.AccessesThis);
  return captured(flow, "this");
}

/** The closure as a value: a marker with what is captured now. */
function closureOf(compiler: Compiler, compilation: Compilation, fn: AscFunction, expression: FunctionExpression): Expr {
  const { module, currentFlow: flow } = compiler;
  const captures = compilation.captures.get(fn)!;
  const values = captures.map(({ outer }) => {
    if (!flow.isLocalFlag(outer.index, LocalFlags.Initialized)) report(compiler, "TACET033", expression.range, outer.name);
    const value = module.local_get(outer.index, outer.type.toRef());
    return outer.type.isManaged ? module.tostack(value) : value;
  });
  const marker = module.call(CLOSURE + fn.internalName, values, compiler.options.sizeTypeRef);
  compilation.awaits.set(marker, expression.range);
  const name = expression.declaration.name.text;
  const local = name ? flow.getScopedLocal(fn.name) : null; // a function declared inside a function
  return local ? module.local_tee(local.index, marker, true) : marker;
}
