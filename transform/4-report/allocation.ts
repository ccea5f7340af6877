// Allocation proof: the call graph -> no async function reaches the heap, or the shortest way to it.
//
// Breadth first from every function that runs inside a task, before optimisation: Binaryen only removes calls, so what is
// proved here holds for the module. The heap is asc's runtime (`~lib/rt/…/__new` and its kin) or a bare memory.grow.

import type { CallGraph } from "./calls.js";

/** The functions of asc's runtimes that take memory from the heap. */
const ALLOCATOR = /^~lib\/rt\/(?:.*\/)?__(new|alloc|renew|realloc)$/;

/**
 * @param roots functions that run inside a task
 * @returns names from a root to the allocating function; null when none is reached
 */
export function pathToHeap(graph: CallGraph, roots: Iterable<string>): readonly string[] | null {
  /** Each function reached, with the one it was reached from. */
  const from = new Map<string, string | null>();
  for (const root of roots) from.set(root, null);
  for (const name of from.keys()) { // a Map's iteration goes on over what is added to it
    if (ALLOCATOR.test(name) || graph.grows(name)) return pathTo(name, from);
    for (const callee of graph.callees(name)) {
      if (!from.has(callee)) from.set(callee, name);
    }
  }
  return null;
}

function pathTo(name: string, from: ReadonlyMap<string, string | null>): string[] {
  const path: string[] = [];
  for (let at: string | null = name; at != null; at = from.get(at) ?? null) path.unshift(at);
  return path;
}
