// What the locals of a function hold, by what statements leave in them and which are copies of others; nothing is asked of the order.

import { ExpressionId } from "assemblyscript";
import { eachNode, eachStmt, type AsyncFunction, type Stmt } from "./norm.js";
import { localOf } from "./nodes.js";
import { raw } from "./raw.js";

/** What is known of a local's values. */
export interface Held<T> {
  /** Of a value that may be anything: parameters, results, what an expression gives. */
  readonly any: T;
  /** Of what `s` makes and leaves in `local`; undefined where it makes nothing of interest. */
  made(s: Stmt): { readonly local: number; readonly value: T } | undefined;
  /** Of a value that is one or the other; `a` itself where `b` adds nothing. */
  join(a: T, b: T): T;
}

export function heldBy<T>(fn: AsyncFunction, { any, made, join }: Held<T>): Map<number, T> {
  const held = new Map<number, T>();
  const copies: { readonly to: number; readonly from: number }[] = [];
  const meet = (local: number, value: T): boolean => {
    const isNew = !held.has(local);
    const known = held.get(local);
    const now = isNew ? value : join(known!, value);
    held.set(local, now);
    return isNew || now !== known;
  };
  for (let local = 1; local <= fn.paramCount; local++) meet(local, any);
  eachStmt(fn.body, s => {
    const own = made(s);
    if (own) meet(own.local, own.value);
    else if (s.kind == "await" && s.site.result >= 0) meet(s.site.result, any);
    else if (s.kind == "start" && s.start.result >= 0) meet(s.start.result, any);
  });
  eachNode(fn.body, (e, id) => {
    if (id != ExpressionId.LocalSet) return;
    const to = raw._BinaryenLocalSetGetIndex(e);
    const from = localOf(raw._BinaryenLocalSetGetValue(e));
    if (from >= 0) copies.push({ to, from });
    else meet(to, any);
  });
  for (let changed = true; changed;) {
    changed = false;
    for (const { to, from } of copies) if (held.has(from) && meet(to, held.get(from)!)) changed = true;
  }
  return held;
}
