// limit(n): a scope in which nothing could ever run -> a diagnostic where n is constant, an error of the program otherwise.
//
//   limit(0)   limit(-1)     TACET052
//   limit(5)                 as it stands
//   limit(n)                 (if (n < 1) throw new RangeError("…"), limit(n))
//
// A check in the library would bring errors into each program that has a limit, and its error would not tell where that stands.

import { BinaryOp, Compiler, Constraints, Type, TypeRef, type Expression, type Function as AscFunction, type Node } from "assemblyscript";
import { report } from "../errors.js";
import { evaluate } from "../3-lower/nodes.js";
import type { Expr } from "../3-lower/raw.js";
import { compilationOf } from "../state.js";
import { Build } from "./build.js";
import { isFirst, override, type Patched } from "./patch.js";

const INSTALLED = Symbol.for("tacet.limits");

/** Replaces asc's method, once per process. */
export function installLimits(): void {
  const proto = Compiler.prototype as unknown as Patched;
  if (!isFirst(proto, INSTALLED)) return;
  override<Compiler, [AscFunction, Expression[], Node, Expr?, number?], Expr>(proto, "compileCallDirect", original => function (
    this: Compiler, callee, args, node, thisArg, constraints,
  ) {
    const isLimit = args.length == 1 && !node.range.source.isLibrary && compilationOf(this.program)?.library.is(callee.prototype, "scope/limit");
    return original.call(this, callee, isLimit ? [checked(this, args[0])] : args, node, thisArg, constraints);
  });
}

/** The number of a limit, refused where it is less than 1. */
function checked(compiler: Compiler, count: Expression): Expression {
  const errors = compiler.diagnostics.length;
  let expr = compiler.compileExpression(count, Type.i32, Constraints.ConvImplicit);
  const value = evaluate(compiler.module, expr);
  if (value == null) {
    expr = throwing(compiler, count, expr);
  } else if (value < 1 && compiler.diagnostics.length == errors) {
    report(compiler, "TACET052", count.range, count.range.toString());
  }
  return new Build(count.range).embed(at => {
    at.currentType = Type.i32;
    return expr;
  });
}

/** The same at run time. */
function throwing(compiler: Compiler, { range }: Expression, count: Expr): Expr {
  const { module, currentFlow: flow } = compiler;
  const build = new Build(range);
  const local = flow.getTempLocal(Type.i32).index;
  compiler.currentFlow = flow.fork();
  const thrown = compiler.compileStatement(build.throw(build.new("RangeError", [build.text("a limit of less than 1: no task could ever run")])));
  compiler.currentFlow = flow;
  const isLess = module.binary(BinaryOp.LtI32, module.local_tee(local, count, false), module.i32(1));
  return module.block(null, [module.if(isLess, thrown), module.local_get(local, TypeRef.I32)], TypeRef.I32);
}
