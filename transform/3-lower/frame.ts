// Where each value lives in a frame, and how long a frame is.
//
//   0  header     u16 resume index | state << 10, i16 caller distance / 4        (wide form: u32 index | state << 16, i32 distance)
//   4  result     of the activation once it has ended (overlaps what follows)
//   4  deadline   of a task that sleeps (sleepers.ts), behind what leads to the task where a cancel may end the sleep; a local like the others
//      managed    references, first or behind that so that the collector finds them
//      values     locals that live across an await; two that never live across the same await share a place
//      areas      frameBuffer, inFrame, generators
//      children   per child: its control block (4 to 12), its stack of frames; in the wide form u32 owner in front where it may end
//
// Everything is 4-byte aligned: wasm loads any alignment, and 8-byte alignment would cost up to 4 bytes a value.

import { TypeRef } from "assemblyscript";
import { TaskFlag } from "../../host/abi.js";
import { bitsFor, has, members, remove, union } from "./bits.js";
import type { Across } from "./liveness.js";
import type { AsyncFunction, Site } from "./norm.js";
import type { Place } from "./places.js";
import type { Type } from "./raw.js";

/** The two header forms; one for the whole module. */
export interface HeaderForm {
  readonly wide: boolean;
  readonly bytes: number;
  readonly indexBits: number;
  readonly stateMax: number;
  readonly distanceMax: number;
}

export const NARROW: HeaderForm = { wide: false, bytes: 4, indexBits: 10, stateMax: 63, distanceMax: 0x7fff * 4 };
export const WIDE: HeaderForm = { wide: true, bytes: 8, indexBits: 16, stateMax: 0xffff, distanceMax: 0x7fffffff };

/** What is in front of frames; one for the whole module. */
export interface FrameForm extends HeaderForm {
  /** Bytes from a task's address to its root frame: as much of assembly/task.ts as the program needs. */
  readonly taskBytes: number;
  /** Bytes right in front of a child's task for its owner's address: in the wide form, where Task.generation is too narrow for how far that is, of children that end. */
  readonly ownerBytes: number;
  /** Bytes in front of a child's task: those, and the collector's links. */
  readonly childPrefix: number;
  /** Bytes of what leads to a sleeping task, in front of its deadline (assembly/sleepers.ts). */
  readonly backBytes: number;
}

/** Words beyond what the program needs. */
export interface Extra {
  /** Bytes of a guard word behind each frame and each task's stack; 0 without TACET_CANARY. */
  readonly guard: number;
}

/** What a guard word holds. */
export const GUARD = 0x7ace7;

/** Bytes that the end of `fn` leaves behind its root frame's header: its result, or the error it may end by. */
export function resultBytes(fn: AsyncFunction, throws: boolean): number {
  return Math.max(sizeOf(fn.result), throws ? 4 : 0);
}

/** A task without its root frame, where the program needs all of it. */
export const TASK_BYTES = 12;
/** Offset of Task.flags, and of what stands behind flags, waits and generation. */
export const TASK_FLAGS = 4;
export const TASK_TOP = 8;
/** Flags of a child that is in the ready queue, and those of one that is waited for, too. */
export const STARTED = TaskFlag.CHILD | TaskFlag.SCHEDULED;
export const WATCHED = STARTED | TaskFlag.WAITED;

export interface Frame {
  /** Offset of each local that has a place. */
  readonly slots: ReadonlyMap<number, number>;
  /** How many references stand at the front; from `managedStart` on, the end of the header or, where the function sleeps, of the deadline. */
  readonly managedCount: number;
  readonly managedStart: number;
  readonly sleeps: boolean;
  readonly areaOffsets: readonly number[];
  readonly areaEnds: readonly number[];
  /** Offset of each child's task (behind its owner word). */
  readonly childOffsets: readonly number[];
  /** Whole length, header included. */
  readonly bytes: number;
}

export function sizeOf(type: Type): number {
  switch (type) {
    case TypeRef.None: return 0;
    case TypeRef.I32: case TypeRef.F32: return 4;
    case TypeRef.I64: case TypeRef.F64: return 8;
    case TypeRef.V128: return 16;
  }
  throw new Error(`a value of type ${type} cannot be kept in memory`);
}

/** Lays out the frame of `fn`. `childStackBytes[i]` is what the stack of child `i` needs, `areaBytes[i]` the length of area `i`. */
export function layOut(
  fn: AsyncFunction, across: ReadonlyMap<Site, Across>, places: ReadonlyMap<number, Place>, childStackBytes: readonly number[], areaBytes: readonly number[],
  form: FrameForm, extra: Extra,
): Frame {
  const sets = [...across.values()].map(a => a.kept);
  const all = bitsFor(fn.locals.length);
  for (const set of sets) union(all, set);
  remove(all, 0); // the frame pointer is given to the resume function
  for (const local of places.keys()) remove(all, local);
  const kept = members(all);
  const conflicts = (a: number, b: number): boolean => sets.some(set => has(set, a) && has(set, b));

  const managed = kept.filter(l => fn.managed.has(l));
  const plain = kept.filter(l => !fn.managed.has(l)).sort((a, b) => sizeOf(fn.locals[b]) - sizeOf(fn.locals[a]) || a - b);
  const deadline = [...across.keys()].find(site => site.deadline !== undefined)?.deadline;
  const slots = new Map<number, number>();
  const startOf = (local: number): number => local == deadline ? form.bytes : slots.get(local)!;
  let end = form.bytes;
  const place = (local: number, from: number): void => {
    const bytes = sizeOf(fn.locals[local]);
    const taken: number[] = [];
    for (const other of slots.keys()) if (conflicts(local, other)) taken.push(other);
    taken.sort((a, b) => startOf(a) - startOf(b));
    let at = from;
    for (const other of taken) {
      const stop = slots.get(other)! + sizeOf(fn.locals[other]);
      if (startOf(other) < at + bytes && stop > at) at = stop;
    }
    slots.set(local, at);
    end = Math.max(end, at + bytes);
  };
  if (deadline !== undefined) place(deadline, form.bytes + form.backBytes);
  const managedStart = end;
  for (const local of managed) place(local, managedStart);
  const managedEnd = end;
  for (const local of plain) if (!slots.has(local)) place(local, managed.length ? managedEnd : form.bytes);

  const areaEnds: number[] = [];
  const areaOffsets = fn.areas.map((area, i) => {
    const at = align(end, Math.min(area.align, 4));
    end = at + areaBytes[i];
    areaEnds.push(end);
    return at;
  });
  end = align(end, 4);
  const childOffsets = childStackBytes.map(bytes => {
    const at = end + form.childPrefix;
    end = at + form.taskBytes + bytes + extra.guard;
    return at;
  });
  end = align(Math.max(end, form.bytes + sizeOf(fn.result)), 4) + extra.guard;
  return {
    slots, managedCount: (managedEnd - managedStart) / 4, managedStart, sleeps: deadline !== undefined,
    areaOffsets, areaEnds, childOffsets, bytes: end,
  };
}

export function align(value: number, to: number): number {
  return (value + to - 1) & -to;
}
