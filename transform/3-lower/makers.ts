// The calls of generators that alone can have made what is in a local -> their names; null where something else may be in it.

import { ExpressionId } from "assemblyscript";
import { eachStmt, mapExprs, type AsyncFunction } from "./norm.js";
import { walk } from "./nodes.js";
import { raw } from "./raw.js";

export function madeBy(fn: AsyncFunction): Map<number, ReadonlySet<string> | null> {
  const makers = new Map<number, Set<string> | null>();
  const copies: { readonly to: number; readonly from: number }[] = [];
  const meet = (local: number, names: ReadonlySet<string> | null): boolean => {
    const known = makers.get(local);
    if (known === null) return false;
    const all = names && new Set([...known ?? [], ...names]);
    makers.set(local, all);
    return all?.size !== known?.size;
  };
  for (let local = 1; local <= fn.paramCount; local++) meet(local, null);
  eachStmt(fn.body, s => {
    if (s.kind == "make") meet(s.result, new Set([s.callee]));
    else if (s.kind == "await" && s.site.result >= 0) meet(s.site.result, null);
    else if (s.kind == "start" && s.start.result >= 0) meet(s.start.result, null);
  });
  mapExprs(fn.body, e => {
    walk(e, n => {
      if (raw._BinaryenExpressionGetId(n) != ExpressionId.LocalSet) return;
      const to = raw._BinaryenLocalSetGetIndex(n);
      const value = raw._BinaryenLocalSetGetValue(n);
      if (raw._BinaryenExpressionGetId(value) == ExpressionId.LocalGet) copies.push({ to, from: raw._BinaryenLocalGetGetIndex(value) });
      else meet(to, null);
    });
    return e;
  });
  for (let changed = true; changed;) {
    changed = false;
    for (const { to, from } of copies) {
      const names = makers.get(from);
      if (names !== undefined && meet(to, names)) changed = true;
    }
  }
  return makers;
}
