// Functions that never complete, as the tasks of a device: `while (true)` without a way out. They can still be cancelled, or throw.
//
//   await forever();        await forever();
//   led.off();         ->   unreachable
//
// The same behind the join of a child that runs one of them, as in `await Promise.all([blink(), echo()])`.
// So what stands behind them is no code, their owners end no children, and where no task ends at all the executor has no end of tasks.
// Nor is such a child marked as waited for: that tells its end whom to wake. It counts among those that are, so that the owner parks.

import { ExpressionId, type Module } from "assemblyscript";
import { cutDead, eachExpr, eachStmt, endsOpen, isCall, mapExprs, type AsyncFunction } from "./norm.js";
import { operand, operandCount, rewrite, targetOf } from "./nodes.js";
import { raw, type Expr } from "./raw.js";

export interface EndlessContext {
  readonly module: Module;
  /** Library functions that only look at a child. */
  readonly looks: readonly string[];
  /** Those of them that mark a child as waited for, and give 1 where it runs. */
  readonly watches: readonly string[];
  completes(callee: string): boolean;
  throws(callee: string): boolean;
}

/** Takes out of `fn` what stands behind awaits of functions that never complete. @returns whether it completes itself */
export function cutEndless(cx: EndlessContext, fn: AsyncFunction): boolean {
  const endless = endlessChildren(cx, fn);
  const isWatch = (e: Expr): boolean => cx.watches.includes(targetOf(cx.module, e) ?? "") && isOf(endless, operand(e, 0));
  if (endless.size) mapExprs(fn.body, e => rewrite(e, n => isWatch(n) ? cx.module.i32(1) : n));
  fn.body = cutDead(fn.body, s => s.kind == "await" && isCall(s.site) && !cx.completes(s.site.callee)
    || (s.kind == "join" || s.kind == "joined") && endless.has(s.promise));
  let returns = endsOpen(fn.body) || fn.item != null;
  eachStmt(fn.body, s => void (returns ||= s.kind == "return" || s.kind == "await" && s.site.kind == "tail" && cx.completes(s.site.callee)));
  return returns;
}

function isOf(locals: ReadonlySet<number>, e: Expr): boolean {
  return raw._BinaryenExpressionGetId(e) == ExpressionId.LocalGet && locals.has(raw._BinaryenLocalGetGetIndex(e));
}

/** Locals that hold no promises but those of children that never complete, nor throw, and that nobody may cancel. */
function endlessChildren(cx: EndlessContext, fn: AsyncFunction): ReadonlySet<number> {
  const endless = new Set<number>();
  const others = new Set<number>(Array.from({ length: fn.paramCount + 1 }, (_, i) => i));
  const copies: [to: number, from: number][] = [];
  eachStmt(fn.body, s => {
    if (s.kind == "start") (cx.completes(s.start.callee) || cx.throws(s.start.callee) ? others : endless).add(s.start.result);
    else if (s.kind == "await") others.add(s.site.result);
    else if (s.kind == "make") others.add(s.result);
  });
  if (!endless.size) return endless;
  const look = (e: Expr, isHarmless: boolean): void => {
    const id = raw._BinaryenExpressionGetId(e);
    if (id == ExpressionId.LocalGet && !isHarmless) others.add(raw._BinaryenLocalGetGetIndex(e));
    const value = id == ExpressionId.LocalSet ? raw._BinaryenLocalSetGetValue(e) : 0;
    const isCopy = value != 0 && raw._BinaryenExpressionGetId(value) == ExpressionId.LocalGet;
    if (isCopy) copies.push([raw._BinaryenLocalSetGetIndex(e), raw._BinaryenLocalGetGetIndex(value)]);
    else if (id == ExpressionId.LocalSet) others.add(raw._BinaryenLocalSetGetIndex(e));
    const isLook = cx.looks.includes(targetOf(cx.module, e) ?? "");
    const count = operandCount(e);
    for (let i = 0; i < count; i++) {
      const child = operand(e, i);
      if (child) look(child, isCopy || isLook);
    }
  };
  eachExpr(fn.body, e => look(e, false));
  // A copy is endless where its source is, and the source is not where a copy may be cancelled.
  for (let changed = true; changed;) {
    changed = false;
    for (const [to, from] of copies) {
      if (endless.has(from) && !endless.has(to)) changed = !!endless.add(to);
      if (others.has(to) != others.has(from) && (endless.has(from) || others.has(from))) changed = !!others.add(to).add(from);
    }
  }
  for (const local of others) endless.delete(local);
  return endless;
}
