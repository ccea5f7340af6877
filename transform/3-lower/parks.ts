// Programs in which nothing can cancel a task: their parks have no landing pad.

import { TypeRef, type Module } from "assemblyscript";
import { mapParts, type AsyncFunction, type Stmt } from "./norm.js";

/** Each park of `fn` that may be cancelled becomes one that can't, with the result 0: it was not. */
export function parkOnly(m: Module, fn: AsyncFunction): void {
  const list = (body: Stmt[]): Stmt[] => body.flatMap<Stmt>(s => {
    if (s.kind != "await" || s.site.kind != "parkOrCancel") return [mapParts(s, list)];
    const { result } = s.site;
    const park: Stmt = { kind: "await", site: { ...s.site, kind: "park", result: -1, type: TypeRef.None } };
    return result < 0 ? [park] : [park, { kind: "code", expr: m.local_set(result, m.i32(0), false) }];
  });
  fn.body = list(fn.body);
}
