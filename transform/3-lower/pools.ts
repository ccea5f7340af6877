// Functions that are spawned or exported -> their task pools: how many slots (`@pool(n)`), and where in static memory they lie.

import type { Range } from "assemblyscript";
import { markOf } from "../1-read/marks.js";
import type { TacetCode } from "../errors.js";
import type { Source } from "./collect.js";
import type { Entry } from "./entries.js";
import { align, type FrameForm } from "./frame.js";
import { niceName } from "./names.js";
import type { Pool } from "./starts.js";
import type { TaskMemory } from "./statics.js";

/** The decorator's name. */
export const POOL = "pool";

/** Whether a function says how many of its tasks there may be. */
export const hasPool = ({ asc }: Source): boolean => markOf(asc.declaration, POOL) != null;

/** How a function is spawned: in how many places the handle is used, whether scopes start it; without a pool, the first place. */
export interface Spawned {
  handles: number;
  isScoped: boolean;
  readonly range: Range | null;
}

export interface PoolContext {
  readonly spawned: ReadonlyMap<string, Spawned>;
  readonly form: FrameForm;
  /** Bytes of a guard word behind each slot, or 0. */
  readonly guard: number;
  /** Bytes of a Pool. */
  readonly headBytes: number;
  /** The function whose only task starts once, if there is one. */
  readonly single: string | null;
  /** Bytes of the stack of a task rooted at the function. */
  rootBytes(name: string): number;
}

export interface SlotContext {
  readonly exports: readonly { readonly callee: string }[];
  readonly spawned: ReadonlyMap<string, Spawned>;
  source(name: string): Source;
  /** n of the function's @pool(n); null without one. */
  slotsOf(name: string): number | null;
  refuse(code: TacetCode, range: Range | null, args: readonly string[]): void;
}

/** Bytes of a Pool (assembly/pool.ts), by what the program's tasks do. */
export function poolHeadBytes(ends: boolean, waitsForSlots: boolean, forSpeed: boolean): number {
  if (!ends && !waitsForSlots) return 4;
  return 8 + (forSpeed ? 4 : 0) + (waitsForSlots ? 4 : 0);
}

/** Bytes in front of a task that scopes start: its scope and the links to their other tasks (assembly/scope.ts). */
const SCOPE_PREFIX = 12;

/** The slots of each pool, by the function that its tasks run. */
export function countSlots(cx: SlotContext): Map<string, number> {
  const callees = new Set([...cx.exports.map(e => e.callee), ...cx.spawned.keys()]);
  return new Map([...callees].map(callee => [callee, slotsOf(cx, callee)]));
}

/** Lays the pools out in `memory`, one behind the other. */
export function layOutPools(cx: PoolContext, slotCounts: ReadonlyMap<string, number>, memory: TaskMemory): Pool[] {
  const pools: Pool[] = [];
  for (const [callee, slots] of slotCounts) {
    const spawned = cx.spawned.get(callee);
    const joinable = (spawned?.handles ?? 0) > 0;
    const scoped = spawned?.isScoped ?? false;
    const prefix = scoped ? SCOPE_PREFIX : joinable ? 4 : 0;
    const slotBytes = align(prefix + cx.form.taskBytes + cx.rootBytes(callee) + cx.guard, 4);
    const headBytes = callee == cx.single ? 0 : cx.headBytes;
    const head = memory.take(headBytes + slotBytes * slots);
    pools.push({ callee, slots, head, headBytes, base: head + headBytes + prefix, slotBytes, joinable, scoped });
  }
  return pools;
}

/** The `main` that the host calls, where nothing else starts tasks of it. */
export function onlyStartOf(exports: readonly Entry[], spawned: ReadonlyMap<string, Spawned>): string | null {
  const main = exports.find(e => e.isProgram);
  return main && !spawned.has(main.callee) && exports.every(e => e == main || e.callee != main.callee) ? main.callee : null;
}

/** n of @pool(n); 1 for an export without it. */
function slotsOf(cx: SlotContext, callee: string): number {
  const slots = cx.slotsOf(callee);
  if (slots != null) return slots;
  const isExported = cx.exports.some(e => e.callee == callee);
  if (!isExported) cx.refuse("TACET048", cx.spawned.get(callee)!.range ?? cx.source(callee).asc.identifierNode.range, [niceName(callee)]);
  return 1;
}
