// Which functions return the status of their task instead of a result, so that it does not pass through memory:
//
//   root     those that have a task's root frame to themselves, as only the starts of tasks call them, and what such a function hands its frame
//            to as its last act
//   status   those that are awaited, and never end in the call that starts them, by an error neither, as what asks the host for something: its
//            caller suspends, too, without a look at the status, and has no way on from there

import { successors, type Block } from "./cfg.js";
import type { Lowered } from "./emit/context.js";
import { eachStmt, isLeaf, type Site } from "./norm.js";

export type StatusKind = "root" | "status";

/** @param throws whether an await may end by an error */
export function returningStatus(lowered: ReadonlyMap<string, Lowered>, throws: (site: Site) => boolean): Map<string, StatusKind> {
  const found = new Map<string, StatusKind>();
  for (const name of alwaysSuspending(lowered, throws)) found.set(name, "status");
  for (const name of ownRoots(lowered)) found.set(name, "root");
  return found;
}

function ownRoots(lowered: ReadonlyMap<string, Lowered>): Set<string> {
  const tailsOf = new Map<string, Set<string>>();
  const awaited = new Set<string>();
  for (const [name, { fn }] of lowered) {
    const tails = new Set<string>();
    tailsOf.set(name, tails);
    eachStmt(fn.body, s => {
      if (s.kind != "await") return;
      if (s.site.kind == "tail") tails.add(s.site.callee);
      else if (s.site.callee) awaited.add(s.site.callee);
    });
  }
  const found = new Set<string>();
  for (const [name, { fn, index, takesFrame }] of lowered) {
    if (takesFrame && !fn.item && !fn.isPlain && !awaited.has(name) && (index >= 0 || tailsOf.get(name)!.size)) found.add(name);
  }
  // Where one of two that share a frame returns its result, the other does.
  for (let before = 0; before != found.size;) {
    before = found.size;
    for (const [name, tails] of tailsOf) {
      for (const tail of tails) {
        if (!found.has(name)) found.delete(tail);
        else if (!found.has(tail)) found.delete(name);
      }
    }
  }
  return found;
}

/** Functions whose first call always ends at an await that suspends. */
function alwaysSuspending(lowered: ReadonlyMap<string, Lowered>, throws: (site: Site) => boolean): Set<string> {
  const found = new Set<string>();
  for (let before = -1; before != found.size;) {
    before = found.size;
    for (const [name, { fn, takesFrame, graph }] of lowered) {
      if (takesFrame && !fn.item && !fn.isPlain && !fn.forwards && suspendsFrom(graph.entry, found, throws)) found.add(name);
    }
  }
  return found;
}

/** Whether all ways from `entry` end at a leaf's await, or at one of a function in `known`. */
function suspendsFrom(entry: Block, known: ReadonlySet<string>, throws: (site: Site) => boolean): boolean {
  const seen = new Set<Block>();
  const visit = (block: Block): boolean => {
    if (seen.has(block)) return true;
    seen.add(block);
    const { end } = block;
    if (end.kind == "trap") return true;
    if (end.kind == "await" && isLeaf(end.site)) return end.site.kind != "produce";
    if (end.kind == "await" && end.site.kind != "step" && known.has(end.site.callee)) return true;
    if (end.kind == "return" || end.kind == "await" && end.site.kind == "tail" || end.kind == "unwind" && !end.pad) return false;
    if (end.kind == "await" && !end.pad && throws(end.site)) return false; // it may do so before it suspends
    return successors(block).every(visit);
  };
  return visit(entry);
}
