// Where the deadline of a sleep stands: first in the frame, for assembly/sleepers.ts finds it there.
//
//   $d = $next; await sleep($d)                    await sleep, which keeps $next           frame: header | next | …
//   await sleep($a); …; await sleep($b)    ->      $t = $a; await sleep, which keeps $t     frame: header | t | …
//
// The variable that the source keeps is taken where all sleeps of a function have the same one: it has a place in the frame anyway where it
// lives on, as in `sleepUntil(next += period)`. Several could live at the same time, so that each but one would need a second place.

import { ExpressionId, TypeRef, UnaryOp, type Module } from "assemblyscript";
import { eachStmt, mapParts, type AsyncFunction, type Site, type Stmt } from "./norm.js";
import { localOf, walk } from "./nodes.js";
import { raw, type Expr } from "./raw.js";

/** Gives each sleep of `fn` the local that holds its deadline; `isShort`: its low half, which is all that is looked at. */
export function holdDeadlines(m: Module, fn: AsyncFunction, isShort: boolean): void {
  const sites: Site[] = [];
  eachStmt(fn.body, s => {
    if (s.kind == "await" && s.site.kind == "sleep") sites.push(s.site);
  });
  if (!sites.length) return;
  const sources = sourcesOf(fn.body);
  const [first, ...others] = sites.map(site => sources.get(site) ?? -1);
  const isOne = first >= 0 && others.every(other => other == first);
  const deadline = isOne ? first : fn.locals.push(isShort ? TypeRef.I32 : TypeRef.I64) - 1;
  const list = (body: Stmt[]): Stmt[] => body.flatMap<Stmt>(s => {
    if (s.kind != "await" || s.site.kind != "sleep") return [mapParts(s, list)];
    const [value] = s.site.args;
    s.site.args = [];
    s.site.deadline = deadline;
    const held = isShort ? m.unary(UnaryOp.WrapI64ToI32, value) : value;
    return isOne ? [s] : [{ kind: "code", expr: m.local_set(deadline, held, false) }, s];
  });
  fn.body = list(fn.body);
}

/** For each sleep whose deadline is a local's value: the first of the locals that hold it there. */
function sourcesOf(body: readonly Stmt[]): Map<Site, number> {
  const sources = new Map<Site, number>();
  /** Locals that hold what another one does, which was set before. */
  const copies = new Map<number, number>();
  const originOf = (local: number): number => copies.get(local) ?? local;
  const visit = (s: Stmt): void => {
    switch (s.kind) {
      case "code": noteCopies(s.expr, copies, originOf); return;
      case "block": s.body.forEach(visit); break;
      case "await": {
        const value = s.site.kind == "sleep" ? s.site.args[0] : 0;
        const local = value ? localOf(value) : -1;
        if (local >= 0) sources.set(s.site, originOf(local));
        break;
      }
      case "loop": case "if": {
        const arms = s.kind == "loop" ? [s.body] : [s.then, s.else];
        for (const arm of arms) {
          copies.clear();
          arm.forEach(visit);
        }
        break;
      }
    }
    copies.clear(); // control may come from elsewhere, or go
  };
  body.forEach(visit);
  return sources;
}

/** `$a = $b`, `$a = ($b = …)` make a copy; what else sets a local ends those of it. */
function noteCopies(e: Expr, copies: Map<number, number>, originOf: (local: number) => number): void {
  walk(e, (n, id) => {
    if (id != ExpressionId.LocalSet) return;
    const local = raw._BinaryenLocalSetGetIndex(n);
    for (const [copy, origin] of [...copies]) if (copy == local || origin == local) copies.delete(copy);
  });
  if (raw._BinaryenExpressionGetId(e) != ExpressionId.LocalSet) return;
  const value = raw._BinaryenLocalSetGetValue(e);
  const id = raw._BinaryenExpressionGetId(value);
  const local = raw._BinaryenLocalSetGetIndex(e);
  let origin = local;
  if (id == ExpressionId.LocalGet) origin = originOf(raw._BinaryenLocalGetGetIndex(value));
  else if (id == ExpressionId.LocalSet) origin = raw._BinaryenLocalSetGetIndex(value);
  if (origin != local) copies.set(local, origin);
}
