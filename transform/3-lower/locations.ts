// Source ranges of IR nodes -> debug locations of a function, for source maps.

import type { Module, Range } from "assemblyscript";
import { walk } from "./nodes.js";
import type { Expr } from "./raw.js";

/** Gives the nodes of `body`, which is the body of function `ref`, the lines and columns they come from. */
export function addLocations(m: Module, ref: number, body: Expr, locations: ReadonlyMap<Expr, Range>): void {
  walk(body, e => {
    const range = locations.get(e);
    if (!range || range.source.debugInfoIndex < 0) return;
    const { source } = range;
    const line = source.lineAt(range.start);
    m.setDebugLocation(ref, e, source.debugInfoIndex, line, source.columnAt() - 1);
  });
}
