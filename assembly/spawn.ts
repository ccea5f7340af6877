// Spawn: a task of its own in a slot of its function's pool, and the handle to join or cancel it.
//
// A handle whose value is used keeps the slot until `join` or `detach`; a dropped one (`trySpawn(f());`) gives the slot back
// when the task ends. It packs the slot's address / 4 (22 bits) and the slot's generation (10 bits), so a handle that was
// kept too long is told from the slot's next task: 16 MB of static memory, and one chance in 1,024.

import { __errorTake, __parkOrCancel, __poolOf, __resultOf, __rootFrame, __unwind, __unwindError } from "./intrinsics";
import { asTask, currentTask, setOwner, TaskFlags } from "./task";
import { cancelJoinable } from "./abort";
import { setWaits } from "./child";
import { poolRelease } from "./pool";

/**
 * Starts `f(x)` in a free slot of f's pool; it runs to its first suspension here, as in JavaScript.
 * @param call a call of an async function with `@pool(n)`
 * @returns its handle; not `started` when all n slots are in use
 */
// @ts-ignore: decorator
@tacet export declare function trySpawn<T>(call: Promise<T>): Task<T>;

/**
 * Like trySpawn, but waits for a free slot (first come, first served). The arguments are evaluated before the wait.
 * Cancel: leaves the queue for a slot; nothing was started.
 */
// @ts-ignore: decorator
@tacet export declare function spawn<T>(call: Promise<T>): Promise<Task<T>>;

const ADDRESS_BITS: u32 = 22;
const GENERATION_MASK: u32 = 0x3ff;

/**
 * The handle of a spawned task. The reference itself is the handle: nothing is allocated.
 * Join or detach it once; what was joined or detached is no task any more: `done` is true, cancel and detach do nothing.
 */
// @ts-ignore: decorator
@unmanaged @final
export class Task<T> {
  private constructor() {}

  /** False when the pool was full and nothing was started. */
  get started(): bool {
    return changetype<usize>(this) != 0;
  }

  /** Whether the task has ended. */
  get done(): bool {
    const task = slotOf(changetype<usize>(this));
    return task == 0 || (asTask(task).flags & TaskFlags.DONE) != 0;
  }

  /** Whether it was ended by a cancel; `join` throws an AbortError then. */
  get cancelled(): bool {
    const task = slotOf(changetype<usize>(this));
    return task != 0 && (asTask(task).flags & (TaskFlags.DONE | TaskFlags.CANCELLED)) == (TaskFlags.DONE | TaskFlags.CANCELLED);
  }

  /** Asks the task to stop at its current or next await. Join it to wait for its end. */
  cancel(): void {
    const task = slotOf(changetype<usize>(this));
    if (task) cancelJoinable(task);
  }

  /** Lets the task run on alone; its slot is free at its end. */
  detach(): void {
    const task = slotOf(changetype<usize>(this));
    if (!task) return;
    if (asTask(task).flags & TaskFlags.DONE) poolRelease(__poolOf(__rootFrame(task)), task);
    else {
      asTask(task).flags &= <u8>~TaskFlags.KIND;
      asTask(task).generation++; // no handle is one of it any more
    }
  }

  /**
   * Waits for the task's end and gives its slot back; throws the error the task ended by, an AbortError where it was cancelled. Traps on a handle that was not started, or was joined or detached before.
   * Cancel: stops waiting; the task runs on and can be joined again.
   */
  async join(): Promise<T> {
    const task = slotOf(changetype<usize>(this));
    assert(task, "join: not a running task");
    const t = asTask(task);
    while (!(t.flags & TaskFlags.DONE)) {
      setOwner(task, currentTask());
      t.flags |= <u8>TaskFlags.WAITED;
      setWaits(1);
      if (await __parkOrCancel()) {
        t.flags &= <u8>~TaskFlags.WAITED;
        __unwind();
      }
    }
    if (__errorTake(task)) {
      poolRelease(__poolOf(__rootFrame(task)), task);
      __unwindError();
    }
    const result = __resultOf(task);
    poolRelease(__poolOf(__rootFrame(task)), task);
    // @ts-ignore: T is void here
    if (isVoid<T>()) return;
    else return load<T>(result); // released, but nothing runs in between
  }
}

/** Packs the task at `slot` into a handle; 0 for none. */
export function handleOf(slot: usize): usize {
  if (!slot) return 0;
  return slot >> 2 | <usize>(asTask(slot).generation & GENERATION_MASK) << ADDRESS_BITS;
}

/** The task of a handle, or 0 when its slot was given back. */
function slotOf(handle: usize): usize {
  if (!handle) return 0;
  const slot = (handle & ((1 << ADDRESS_BITS) - 1)) << 2;
  return <usize>(asTask(slot).generation & GENERATION_MASK) == handle >> ADDRESS_BITS ? slot : 0;
}
