// Frames -> the table by which the collector finds references in them (layout in assembly/gc.ts).

import { ExpressionId, MemorySegment, TypeRef, type Compiler, type Module } from "assemblyscript";
import type { Library } from "../2-desugar/library.js";
import { int64 } from "../int64.js";
import type { Lowered } from "./emit/context.js";
import { align } from "./frame.js";
import { TOSTACK } from "./marks.js";
import { localOf, targetOf } from "./nodes.js";
import { eachNode, type AsyncFunction } from "./norm.js";
import { raw, type Expr } from "./raw.js";
import type { Pool } from "./starts.js";

/** Set for a generator whose value is a reference. */
const YIELDS_REFERENCE = 0x8000;

/** Set where the references stand behind the deadline of a sleep. */
const SLEEPS = 0x4000;

/** Global with the address of the table. */
export const COLLECTOR_TABLE = "~tacet/collector-table";

/** The table's bytes. `start`: where the pools' block begins; `resumes`: the functions by resume index. */
export function collectorTable(
  start: number, pools: readonly Pool[], resumes: readonly Lowered[], functionOf: (name: string) => AsyncFunction,
  throwing: ReadonlySet<string>,
): Uint8Array {
  const words: number[] = [pools.length];
  for (const pool of pools) {
    words.push(start + pool.head, start + pool.base, pool.slotBytes, functionOf(pool.callee).resultManaged ? 1 : 0);
  }
  const functions = words.length;
  for (const { frame, fn } of resumes) {
    words.push(frame.managedCount | (frame.sleeps ? SLEEPS : 0) | (fn.item?.managed ? YIELDS_REFERENCE : 0));
  }
  resumes.forEach((lo, index) => {
    const offsets = lo.fn.children
      .map((child, i) => {
        const offset = lo.frame.childOffsets[i];
        if (functionOf(child.callee).resultManaged) return offset;
        return throwing.has(child.callee) ? offset | 1 : 0;
      })
      .filter(offset => offset > 0);
    if (!offsets.length) return;
    words[functions + index] |= words.length << 16;
    words.push(...offsets, 0);
  });
  return new Uint8Array(Uint32Array.from(words).buffer);
}

/** Puts `table` behind the rest of static memory. @returns where that ends now */
export function addCollectorTable(compiler: Compiler, staticEnd: number, table: Uint8Array): number {
  const at = align(staticEnd, 4);
  compiler.memorySegments.push(new MemorySegment(table, int64(at) as unknown as MemorySegment["offset"]));
  compiler.module.addGlobal(COLLECTOR_TABLE, TypeRef.I32, false, compiler.module.i32(at));
  return at + table.length;
}

/** Makes asc's visitor of globals visit the frames too. */
export function visitFrames(m: Module, library: Library): void {
  const ref = m.getFunction("~lib/rt/__visit_globals");
  if (!ref) return;
  const calls: Expr[] = [];
  for (const name of ["gcVisitTasks", "gcVisitGenerators"]) {
    const visit = library.find(name)?.internalName;
    if (visit && m.hasFunction(visit)) calls.push(m.call(visit, [m.local_get(0, TypeRef.I32)], TypeRef.None));
  }
  raw._BinaryenFunctionSetBody(ref, m.block(null, [raw._BinaryenFunctionGetBody(ref), ...calls]));
}

/** Notes which locals of `fn` are assigned a value that the shadow stack must see, be it as copies of others. */
export function findManaged(m: Module, fn: AsyncFunction): void {
  if (!m.useShadowStack) return;
  const copies: { readonly to: number; readonly from: number }[] = [];
  eachNode(fn.body, (e, id) => {
    if (id != ExpressionId.LocalSet) return;
    const to = raw._BinaryenLocalSetGetIndex(e);
    const value = raw._BinaryenLocalSetGetValue(e);
    if (targetOf(m, value) == TOSTACK) fn.managed.add(to);
    else if (localOf(value) >= 0) copies.push({ to, from: localOf(value) });
  });
  for (let before = -1; before != fn.managed.size;) {
    before = fn.managed.size;
    for (const { to, from } of copies) if (fn.managed.has(from)) fn.managed.add(to);
  }
}
