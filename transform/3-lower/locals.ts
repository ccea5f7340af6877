// Straight functions whose frame pointer is no parameter: their locals get the indices wasm wants.

import { TypeRef, createType, type Module } from "assemblyscript";
import type { AsyncFunction } from "./norm.js";
import { renumber } from "./nodes.js";
import type { Expr } from "./raw.js";

/** A plain function whose generators lie in static memory at `place`: nothing suspends it, so one place is enough. */
export function addPlain(m: Module, fn: AsyncFunction, body: Expr, place: Expr): number {
  const frame = fn.paramCount; // behind the parameters, which move down by one
  const moved = (i: number): number => i == 0 ? frame : i <= frame ? i - 1 : i;
  renumber(body, moved);
  const placed = m.block(null, [m.local_set(frame, place, false), body], fn.result);
  return m.addFunction(fn.name, createType(fn.locals.slice(1, frame + 1)), fn.result, [TypeRef.I32, ...fn.locals.slice(frame + 1)], placed);
}

/** Without a frame parameter local 0 is unused: all indices move down by one. */
export function dropFrameLocal(body: Expr): void {
  renumber(body, i => i - 1);
}
