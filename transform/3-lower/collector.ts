// Frames -> the table by which the collector finds references in them (layout in assembly/gc.ts).

import type { Lowered } from "./emit/context.js";
import type { AsyncFunction } from "./norm.js";
import type { Pool } from "./starts.js";

/** The table's bytes. `resumes`: the functions by resume index. */
export function collectorTable(
  pools: readonly Pool[], resumes: readonly Lowered[], functionOf: (name: string) => AsyncFunction,
): Uint8Array {
  const words: number[] = [pools.length];
  for (const pool of pools) {
    words.push(pool.address, pool.base, pool.slotBytes, functionOf(pool.callee).resultManaged ? 1 : 0);
  }
  const functions = words.length;
  for (const lo of resumes) words.push(lo.frame.managedCount);
  resumes.forEach((lo, index) => {
    const offsets = lo.fn.children
      .map((child, i) => functionOf(child.callee).resultManaged ? lo.frame.childOffsets[i] : 0)
      .filter(offset => offset > 0);
    if (!offsets.length) return;
    words[functions + index] |= words.length << 16;
    words.push(...offsets, 0);
  });
  return new Uint8Array(Uint32Array.from(words).buffer);
}
