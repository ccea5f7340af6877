// What an owner asks about a child right behind its start, when nothing else has run: the emission knows the answer where starts of the callee
// always end by a yield.
//
//   start c = f(); …; if (childWatch(c)) { … }   ->   start c = f(); …; if (~tacet/fresh-watch(c)) { … }      with no suspension between

import { TypeRef, ExpressionId, type Module } from "assemblyscript";
import { FRESH_DONE, FRESH_WATCH } from "./marks.js";
import { mapParts, type AsyncFunction, type Stmt } from "./norm.js";
import { operand, rewrite, targetOf } from "./nodes.js";
import { raw, type Expr } from "./raw.js";
import { childOf } from "./unfinished.js";

export interface FreshLibrary {
  readonly childWatch: string;
  readonly childDone: string;
}

/** Marks those questions in `fn`, whose promises are in locals yet. */
export function markFresh(m: Module, lib: FreshLibrary, fn: AsyncFunction): void {
  const owners = childOf(fn);
  const answer = (e: Expr, fresh: Set<number>): Expr => rewrite(e, n => {
    const target = targetOf(m, n);
    if (target == null || target != lib.childWatch && target != lib.childDone) return n;
    const promise = operand(n, 0);
    if (raw._BinaryenExpressionGetId(promise) != ExpressionId.LocalGet) return n;
    const child = owners.get(raw._BinaryenLocalGetGetIndex(promise)) ?? -1;
    if (!fresh.has(child)) return n;
    if (target == lib.childWatch) fresh.delete(child); // it is marked as waited for, which counts once
    return m.call(target == lib.childWatch ? FRESH_WATCH : FRESH_DONE, [m.i32(child)], TypeRef.I32);
  });
  const list = (stmts: readonly Stmt[], fresh: Set<number>): Stmt[] => stmts.map(s => {
    switch (s.kind) {
      case "start": {
        fresh.add(s.start.child);
        return s;
      }
      case "code": return { ...s, expr: answer(s.expr, fresh) };
      case "if": {
        const cond = answer(s.cond, fresh);
        const [then, otherwise] = [s.then, s.else].map(arm => list(arm, new Set(fresh)));
        fresh.clear();
        return { ...s, cond, then, else: otherwise };
      }
      default: {
        const inside = s.kind == "block" ? new Set(fresh) : new Set<number>();
        fresh.clear();
        return mapParts(s, part => list(part, inside));
      }
    }
  });
  fn.body = list(fn.body, new Set());
}
