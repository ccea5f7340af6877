// What the tasks of a program can't meet, most of all of one in which nothing cancels: no code, no state and no place in a frame for it.
//
//   await $c = parkOrCancel          park
//   if ($c) { withdraw… }      ->
//   pad { await f() }                await f(), where f throws nothing; what only the pad leads to goes
//   if (ringsHoldAll) a else b       a, or b
//
// Here and not by Binaryen, since an await that stays in a function keeps its state and its place in the frame, reached or not.

import { ExpressionId, TypeRef, type Module } from "assemblyscript";
import { AREA } from "./marks.js";
import { cutDead, eachNode, eachStmt, mapExprs, mapParts, someStmt, type AsyncFunction, type Site, type Stmt } from "./norm.js";
import { compare, i32Of, negated, operand, rewrite, targetOf } from "./nodes.js";
import { raw, type Expr } from "./raw.js";

export interface Possible {
  /** Whether anything can ask a task to stop. */
  readonly cancels: boolean;
  /** Whether control may land behind the pad around the await, though nothing cancels. */
  unwinds(site: Site): boolean;
  /** The value of an intrinsic that is known by now. */
  valueOf(target: string): number | null;
}

export function cutImpossible(m: Module, fn: AsyncFunction, { cancels, unwinds, valueOf }: Possible): void {
  const zeros = cancels ? new Set<number>() : cancelResults(fn);
  if (zeros.size || fn.asks) mapExprs(fn.body, e => rewrite(e, n => fold(m, n, zeros, valueOf)));
  const list = (body: Stmt[]): Stmt[] => body.flatMap<Stmt>(s => {
    if (s.kind == "await" && s.site.kind == "parkOrCancel" && !cancels) {
      const { result } = s.site;
      const park: Stmt = { kind: "await", site: { ...s.site, kind: "park", result: -1, type: TypeRef.None } };
      return result < 0 || zeros.has(result) ? [park] : [park, { kind: "code", expr: m.local_set(result, m.i32(0), false) }];
    }
    const known = s.kind == "if" || s.kind == "br" && s.cond ? i32Of(s.cond) : null;
    if (s.kind == "if" && known != null) return list(known ? s.then : s.else);
    if (s.kind == "br" && known != null) return known ? [{ ...s, cond: 0 }] : [];
    if (s.kind == "block" && s.pad && !cancels) {
      const body = list(s.body);
      return [{ ...s, body, pad: reachesPad(body, unwinds) }];
    }
    return [mapParts(s, list)];
  });
  fn.body = cutDead(list(fn.body));
  emptyUnused(m, fn);
}

/** Storage that nothing asks for any more takes no bytes. */
function emptyUnused(m: Module, fn: AsyncFunction): void {
  if (!fn.areas.length) return;
  const used = new Set(fn.scopes);
  eachNode(fn.body, e => void (targetOf(m, e) == AREA && used.add(raw._BinaryenConstGetValueI32(operand(e, 0)))));
  fn.areas.forEach((area, id) => {
    if (area.generator == null && !used.has(id)) fn.areas[id] = { ...area, bytes: 0 };
  });
}

/** Whether anything in `body` unwinds to the pad around it. */
function reachesPad(body: readonly Stmt[], unwinds: (site: Site) => boolean): boolean {
  return someStmt(body, (s, pad) => pad == null && (s.kind == "unwind" || s.kind == "await" && unwinds(s.site)));
}

/** Locals that only ever hold whether a park was cancelled. */
function cancelResults(fn: AsyncFunction): Set<number> {
  const results = new Set<number>();
  const others = new Set<number>();
  eachStmt(fn.body, s => {
    if (s.kind == "await") (s.site.kind == "parkOrCancel" ? results : others).add(s.site.result);
    if (s.kind == "start") others.add(s.start.result);
  });
  if (!results.size) return results;
  eachNode(fn.body, (e, id) => {
    if (id == ExpressionId.LocalSet) others.add(raw._BinaryenLocalSetGetIndex(e));
  });
  for (const local of [...results]) if (local < 0 || others.has(local) || local <= fn.paramCount) results.delete(local);
  return results;
}

/** A read of one of `zeros`, a call with a known value, and what tests them, as a constant. */
function fold(m: Module, e: Expr, zeros: ReadonlySet<number>, valueOf: (target: string) => number | null): Expr {
  switch (raw._BinaryenExpressionGetId(e)) {
    case ExpressionId.Call: {
      const value = valueOf(targetOf(m, e)!);
      return value == null ? e : m.i32(value);
    }
    case ExpressionId.LocalGet: return zeros.has(raw._BinaryenLocalGetGetIndex(e)) ? m.i32(0) : e;
    case ExpressionId.Unary: return negated(m, e);
    case ExpressionId.Binary: {
      const [left, right] = [i32Of(raw._BinaryenBinaryGetLeft(e)), i32Of(raw._BinaryenBinaryGetRight(e))];
      if (left == null || right == null) return e;
      const value = compare(raw._BinaryenBinaryGetOp(e), left, right);
      return value === undefined ? e : m.i32(value);
    }
    case ExpressionId.Block: { // of an inlined function: (block $f (br $f value))
      if (raw._BinaryenBlockGetNumChildren(e) != 1) return e;
      const only = raw._BinaryenBlockGetChildAt(e, 0);
      const value = raw._BinaryenExpressionGetId(only) == ExpressionId.Break && !raw._BinaryenBreakGetCondition(only) ? raw._BinaryenBreakGetValue(only) : only;
      return value && i32Of(value) != null ? value : e;
    }
    default: return e;
  }
}
