// What each of asc's functions calls, read once: most need none of the rewrites that look for certain calls.

import { ExpressionId, type Module } from "assemblyscript";
import type { Source } from "./collect.js";
import { indirectTarget } from "./indirect.js";
import { walk } from "./nodes.js";
import { raw, type Expr } from "./raw.js";

export interface Mentions {
  /** Names of the functions that it calls directly. */
  readonly targets: ReadonlySet<string>;
  /** Names of the functions that stand for its calls through values (indirect.ts). */
  readonly values: ReadonlySet<string>;
}

/** By the functions' names, as their bodies are now. */
export function mentionsOf(m: Module, sources: readonly Source[]): Map<string, Mentions> {
  return new Map(sources.map(({ name, body }) => [name, mentionsIn(m, body)]));
}

/** What one body calls. */
export function mentionsIn(m: Module, body: Expr): Mentions {
  const targets = new Set<string>();
  const values = new Set<string>();
  walk(body, (e, id) => {
    if (id == ExpressionId.Call) targets.add(m.readStringCached(raw._BinaryenCallGetTarget(e)) ?? "");
    else if (id == ExpressionId.CallIndirect) values.add(indirectTarget(e)!);
  });
  return { targets, values };
}

/** Whether `test` holds for one of the names. */
export function someName(names: ReadonlySet<string>, test: (name: string) => boolean): boolean {
  for (const name of names) if (test(name)) return true;
  return false;
}
