// Which functions return the status of their task instead of a result: those that have a task's root frame to themselves, as only the starts of
// tasks call them, and what such a function hands its frame to as its last act. So no status passes through memory there.

import type { Lowered } from "./emit/context.js";
import { eachStmt } from "./norm.js";

export function returningStatus(lowered: ReadonlyMap<string, Lowered>): Set<string> {
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
