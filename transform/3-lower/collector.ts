// Frames -> the table by which the collector finds references in them (layout in assembly/gc.ts).

import { TypeRef, type Function as AscFunction, type Module } from "assemblyscript";
import type { Lowered } from "./emit.js";
import type { AsyncFunction } from "./norm.js";
import { raw } from "./raw.js";
import type { Pool } from "./starts.js";

/** The table's bytes. `resumes`: the functions by resume index. */
export function collectorTable(
  pools: readonly Pool[], resumes: readonly Lowered[], functionOf: (name: string) => AsyncFunction,
  throws: (name: string) => boolean,
): Uint8Array {
  const words: number[] = [pools.length];
  for (const pool of pools) {
    words.push(pool.address, pool.base, pool.slotBytes, functionOf(pool.callee).resultManaged ? 1 : 0);
  }
  const functions = words.length;
  for (const lo of resumes) words.push(lo.frame.managedCount);
  resumes.forEach((lo, index) => {
    const offsets = lo.fn.children
      .map((child, i) => {
        const offset = lo.frame.childOffsets[i];
        if (functionOf(child.callee).resultManaged) return offset;
        return throws(child.callee) ? offset | 1 : 0;
      })
      .filter(offset => offset > 0);
    if (!offsets.length) return;
    words[functions + index] |= words.length << 16;
    words.push(...offsets, 0);
  });
  return new Uint8Array(Uint32Array.from(words).buffer);
}

/** Makes asc's visitor of globals visit the frames too, by the library's `visit`. */
export function visitFrames(m: Module, visit: AscFunction | null): void {
  const ref = m.getFunction("~lib/rt/__visit_globals");
  if (!ref || !visit) return;
  const body = raw._BinaryenFunctionGetBody(ref);
  const call = m.call(visit.internalName, [m.local_get(0, TypeRef.I32)], TypeRef.None);
  raw._BinaryenFunctionSetBody(ref, m.block(null, [body, call]));
}
