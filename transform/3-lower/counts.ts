// Decorators with a number: the n of @pool(n) and @depth(n), by which something is laid out.

import { Constraints, type Compiler, type DecoratorNode, type Expression, type Function as AscFunction } from "assemblyscript";
import { markOf } from "../1-read/marks.js";
import { DEPTH } from "../2-desugar/depth.js";
import { report } from "../errors.js";
import type { Source } from "./collect.js";
import { isEntry } from "./entries.js";
import { evaluate } from "./nodes.js";

const COUNT_MAX = 1 << 24;

/** n of the decorator `name` of a function, null without one; `what` is laid out by it. A bad n is reported and counts as 1. */
export function countOf(compiler: Compiler, { asc }: Source, name: string, what: string): number | null {
  const mark = markOf(asc.declaration, name);
  if (!mark) return null;
  const count = mark.args?.length == 1 ? constant(compiler, asc, mark.args[0]) : null;
  if (count != null && count >= 1 && count <= COUNT_MAX) return count;
  report(compiler, "TACET049", mark.range, name, what);
  return 1;
}

/** n of each function with @depth(n); stubs in front of them are none. */
export function depthsOf(compiler: Compiler, sources: Iterable<Source>): Map<string, number> {
  const out = new Map<string, number>();
  for (const source of sources) {
    const count = source.forwards || isEntry(source.name) ? null : countOf(compiler, source, DEPTH, "the frames are");
    if (count) out.set(source.name, count);
  }
  return out;
}

/** Says that the function has a @depth that bounds nothing. */
export function warnNeedless(compiler: Compiler, { asc }: Source): void {
  const mark: DecoratorNode = markOf(asc.declaration, DEPTH)!;
  report(compiler, "TACET088", mark.range, asc.prototype.name, "no call of it comes from its own calls");
}

/** The value of a constant expression in the scope of `fn`, or null. */
function constant(compiler: Compiler, fn: AscFunction, argument: Expression): number | null {
  const previous = compiler.currentFlow;
  compiler.currentFlow = fn.flow;
  const entries = compiler.functionTable.length;
  const expr = compiler.compileExpression(argument, compiler.options.usizeType, Constraints.ConvImplicit);
  compiler.functionTable.length = entries; // a function is no constant, and what the table names must be in the module
  compiler.currentFlow = previous;
  return evaluate(compiler.module, expr);
}
