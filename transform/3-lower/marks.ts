// Marks of the normal form: names of calls that stand for what only the emission knows (places in the frame, pools), the kinds of task
// a start may ask for, and the way a call is refused.

import { COMBINATORS } from "../2-desugar/markers.js";
import type { Expr } from "./raw.js";

/** A call this phase refuses; the caller reports it at the expression's source range. */
export class Refusal extends Error {
  constructor(readonly code: string, readonly at: Expr, readonly args: readonly string[] = []) {
    super(code);
  }
}

/** asc's mark of a reference that the collector's shadow stack must see. */
export const TOSTACK = "~lib/rt/__tostack";

/** Name of the marker for frame storage; its operand is the area's number. */
export const AREA = "~tacet/area";

/** Name of the marker for where an area ends. */
export const AREA_END = "~tacet/area-end";

/** Name of the marker for a child's task in the frame; its operand is the child's number. */
export const CHILD = "~tacet/child";

/** Names of the markers for what an owner asks about a child right behind its start (fresh.ts); their operand is the child's number. */
export const FRESH_WATCH = "~tacet/fresh-watch";
/** The same, where the start has marked it already if it yields. */
export const FRESH_WATCHED = "~tacet/fresh-watched";
export const FRESH_DONE = "~tacet/fresh-done";

/** The intrinsics of class Scope (assembly/scope.ts). */
export const SCOPE_SPAWN = "Scope#spawn";
export const SCOPE_TRY_SPAWN = "Scope#trySpawn";

/** Kinds of task that `spawn` starts; see TaskFlags in assembly/task.ts and scope.ts. */
export const DETACHED = 0;
export const JOINABLE = 48;
export const SCOPED = 64;

/** Prefix of the marker for the address of a function's pool; the function's name follows. */
export const POOL = "~tacet/pool|";

const COMBINATOR_MARKERS = Object.entries(COMBINATORS) as [keyof typeof COMBINATORS, string][];

/** What `target` combines promises by; null where it is no such marker. */
export function combinatorOf(target: string): keyof typeof COMBINATORS | null {
  return COMBINATOR_MARKERS.find(([, marker]) => target.startsWith(marker))?.[0] ?? null;
}
