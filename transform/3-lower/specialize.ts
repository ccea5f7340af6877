// What is known once all code is there -> code of this program alone: the library's questions answered, what can't happen cut (impossible.ts),
// and callees inlined that have become small by that, as sleepUntil where no sleep needs a timer.

import type { Module } from "assemblyscript";
import { cutImpossible, type Possible } from "./impossible.js";
import { inlineCalls, weigh, type InlineLimits } from "./inline.js";
import { isLeaf, someStmt, type AsyncFunction } from "./norm.js";
import { narrowLocals } from "./narrow.js";
import { callCounts } from "./order.js";
import { holdDeadlines } from "./sleepers.js";
import type { Expr } from "./raw.js";

export interface SpecializeContext extends Possible {
  readonly module: Module;
  readonly limits: InlineLimits;
  readonly functions: ReadonlyMap<string, AsyncFunction>;
  /** Frames that sleep keep the low halves of their deadlines (assembly/compact.ts); where there is a collector, it finds what follows behind the whole. */
  readonly shortDeadlines: boolean;
  /** Calls of async functions in that of the name. */
  calleesOf(name: string): readonly { readonly name: string }[];
  isDepth(name: string): boolean;
  copied(original: Expr, copy: Expr): void;
  inlined(name: string): void;
}

/** `names`: all functions, callees first. */
export function specialize(cx: SpecializeContext, names: readonly string[]): void {
  const fns = names.map(name => cx.functions.get(name)!);
  if (!cx.cancels) {
    for (const fn of fns) cutImpossible(cx.module, fn, cx);
    inlineSmall(cx, fns);
  }
  for (const fn of fns) {
    holdDeadlines(cx.module, fn, cx.shortDeadlines);
    if (cx.shortDeadlines && sleeps(fn)) narrowLocals(cx.module, fn);
  }
}

function inlineSmall(cx: SpecializeContext, fns: readonly AsyncFunction[]): void {
  const counts = callCounts(fns.map(fn => fn.name), name => cx.calleesOf(name));
  const small = new Map(fns.filter(fn => onlySleeps(fn)).map(fn => [fn.name, weigh(fn)]));
  if (!small.size) return;
  for (const fn of fns) {
    inlineCalls({
      ...cx,
      function: callee => small.has(callee) ? cx.functions.get(callee) : undefined,
      callCount: callee => counts.get(callee)!,
      weightOf: callee => small.get(callee.name)!,
    }, fn);
  }
}

function sleeps(fn: AsyncFunction): boolean {
  return someStmt(fn.body, s => s.kind == "await" && s.site.kind == "sleep");
}

/** Whether all that `fn` awaits is time, and it ends by a return alone: callers that are complete already may take it in. */
function onlySleeps(fn: AsyncFunction): boolean {
  if (!sleeps(fn) || fn.item || fn.children.length || fn.scopes.length) return false;
  return !someStmt(fn.body, s => s.kind == "unwind" || s.kind == "await" && !isLeaf(s.site) || s.kind == "block" && s.pad);
}
