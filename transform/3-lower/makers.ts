// The calls of generators that alone can have made what is in a local -> their names; null where something else may be in it.

import { heldBy } from "./held.js";
import type { AsyncFunction } from "./norm.js";

export function madeBy(fn: AsyncFunction): Map<number, ReadonlySet<string> | null> {
  return heldBy<ReadonlySet<string> | null>(fn, {
    any: null,
    made: s => s.kind == "make" ? { local: s.result, value: new Set([s.callee]) } : undefined,
    join: (a, b) => a && b && ([...b].every(name => a.has(name)) ? a : new Set([...a, ...b])),
  });
}
