// Scope: tasks of @pool(n) functions, started in any number, that end before the block that started them.
//
//    0  first    u32  its running tasks, linked through the words in front of them
//    4  waiters  u32  tasks that wait for room, FIFO (pool.ts)
//    8  joiner   u32  the task that waits for the end of all, or 0
//   12  count    u32  running tasks
//   16  countMax u32
//   20  error    u32  programs that throw only: what its first failed task threw, or 0
//   24  failed   u32  the next scope that has an error (error.ts)
//
// A task of a scope is of the kind detached (its slot is free again at its end) and WAITED; in front of it stand
//   -4  scope    u32
//   -8  next     u32  the next task of the scope
//  -12  prev     u32  the one before, or 0
// Invariant: a task is linked from its start to its end, so `count` is 0 exactly when `first` is.

import {
  __parkOrCancel, __scopeArea, __scopeErrorKeep, __scopeErrorTake, __scopeFailed, __unwind, __unwindError, __usesThrow, inFrame,
} from "./intrinsics";
import { asTask, currentTask, isDelivered, setOwner, TaskFlags, wordInFront } from "./task";
import { cancelTask } from "./child";
import { passSlot, poolWait, SlotWaiter, waiterAppend, waiterRemove, wakeFirst } from "./pool";
import { wake } from "./queue";

const NEXT: usize = 8;
const PREV: usize = 12;

const SCOPE_ERROR_BYTES: usize = 28;

/** What F~spawn gets for its kind: a task of the scope in SPAWNING, or none because that is full (starts.ts). */
const KIND_SCOPED: u32 = TaskFlags.WAITED;
const KIND_NONE: u32 = 128;

/** The scope whose task is being started. In linear memory for the reason given in task.ts. */
// @ts-ignore: decorator
@lazy const SPAWNING: usize = memory.data(4, 4);

/**
 * A group of tasks, in the frame of the function that opened it:
 *
 *     await using s = scope();
 *     for (let i = 0; i < 10; i++) await s.spawn(fetch(i)); // waits for a free slot of fetch's pool
 *     // the end of the block waits for all of them
 *
 * Left by a cancel or an error, the block cancels them first, and starts no others: who spawns waits, to be cancelled. A task that fails cancels the others, and the end of the scope
 * throws its error, as does the next spawn. Their results are dropped: what they find out they write where you say, which may be
 * the frame of the function that opened the scope.
 */
// @ts-ignore: decorator
@unmanaged @final
export class Scope {
  private first: usize;
  private waiters: usize;
  private joiner: usize;
  /** How many of its tasks have not ended. */
  readonly count: u32;
  /** How many may run at a time. */
  readonly countMax: u32;

  private constructor() {}

  /**
   * Starts `call` in a slot of its function's pool; waits while all slots are in use, or `countMax` tasks of this scope run.
   * Throws the error of a task of the scope that has failed. Cancel: leaves the queue for a slot; nothing was started.
   */
  // @ts-ignore: decorator
  @tacet
  spawn<T>(call: Promise<T>): Promise<void> {
    return changetype<Promise<void>>(0);
  }

  /** Like spawn, but never waits. @returns false when nothing was started */
  // @ts-ignore: decorator
  @tacet
  trySpawn<T>(call: Promise<T>): bool {
    return false;
  }

  /** Asks all its tasks to stop at their current or next await. */
  cancel(): void {
    cancelAll(changetype<usize>(this));
  }

  /**
   * Waits until none of its tasks runs; throws the error of the first that failed. Cancel: cancels them, waits for their ends, and
   * goes on with the cancellation.
   */
  async join(): Promise<void> {
    await scopeEnd(changetype<usize>(this), isDelivered());
  }

  /**
   * `await using` calls it at the end of the block. @param unwinding whether an error or a cancel leaves the block: then nothing starts
   * any more, or a child of the function that goes on spawning would keep it from ever ending
   */
  async leaveBlock(unwinding: bool): Promise<void> {
    if (unwinding) store<u32>(changetype<usize>(this), 0, offsetof<Scope>("countMax"));
    await scopeEnd(changetype<usize>(this), unwinding);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.join();
  }
}

/** Opens a scope without a limit but that of the pools. */
// @ts-ignore: decorator
@inline
export function scope(): Scope {
  return scopeOpen(__scopeArea(), u32.MAX_VALUE);
}

/** Opens a scope in which at most `countMax` tasks run at a time, 1 or more; spawn waits for room. Throws a RangeError for less. */
// @ts-ignore: decorator
@inline
export function limit(countMax: i32): Scope {
  return scopeOpen(__scopeArea(), countMax);
}

/** Readies the scope at `at`. */
export function scopeOpen(at: usize, countMax: u32): Scope {
  assert(!changetype<Scope>(at).count, "a scope is opened again while tasks of it run: end it in the loop that opens it");
  store<u32>(at, countMax, offsetof<Scope>("countMax"));
  return changetype<Scope>(at); // its place in the frame
}

/** Clears the scope at `at`, at the start of its activation. */
export function scopeNone(at: usize): void {
  memory.fill(at, 0, __usesThrow() ? SCOPE_ERROR_BYTES : offsetof<Scope>());
}

/**
 * Waits until no task of the scope at `at` runs, and throws the error of the first that failed; with `stop`, cancels them first, and
 * throws nothing. Cancel: cancels them, waits for their ends, and goes on with the cancellation.
 */
export async function scopeEnd(at: usize, stop: bool): Promise<void> {
  const s = changetype<Scope>(at);
  let cancelled = 0;
  if (stop) cancelAll(at);
  while (s.count) {
    store<usize>(at, currentTask(), offsetof<Scope>("joiner"));
    if (await __parkOrCancel()) {
      cancelled = 1;
      cancelAll(at);
    }
  }
  store<usize>(at, 0, offsetof<Scope>("joiner"));
  const failed = __scopeErrorTake(at);
  if (cancelled) __unwind();
  if (failed && !stop) __unwindError();
}

function cancelAll(at: usize): void {
  for (let task = load<usize>(at, offsetof<Scope>("first")); task; task = load<usize>(task - NEXT)) cancelTask(task);
}

/** Readies the start of a task in the scope at `at`. @returns the kind for F~spawn */
export function scopeSelect(at: usize): u32 {
  const s = changetype<Scope>(at);
  if (s.count >= s.countMax || __scopeFailed(at)) return KIND_NONE;
  store<usize>(SPAWNING, at);
  return KIND_SCOPED;
}

/** Links `task`, whose slot was just taken, into the scope that was selected. */
export function scopeEnter(task: usize): void {
  const at = load<usize>(SPAWNING);
  const first = load<usize>(at, offsetof<Scope>("first"));
  setOwner(task, at);
  store<usize>(task - NEXT, first);
  store<usize>(task - PREV, 0);
  if (first) store<usize>(first - PREV, task);
  store<usize>(at, task, offsetof<Scope>("first"));
  store<u32>(at, load<u32>(at, offsetof<Scope>("count")) + 1, offsetof<Scope>("count"));
}

/** Unlinks `task`, which has ended; wakes who waits for room or for the end of all. */
export function scopeLeave(task: usize): void {
  const at = wordInFront(task);
  const prev = load<usize>(task - PREV);
  const next = load<usize>(task - NEXT);
  if (prev) store<usize>(prev - NEXT, next);
  else store<usize>(at, next, offsetof<Scope>("first"));
  if (next) store<usize>(next - PREV, prev);
  const count = load<u32>(at, offsetof<Scope>("count")) - 1;
  store<u32>(at, count, offsetof<Scope>("count"));
  if (__usesThrow() && (asTask(task).flags & (TaskFlags.THREW | TaskFlags.SEEN)) == TaskFlags.THREW && !__scopeFailed(at)) {
    __scopeErrorKeep(at, task);
    cancelAll(at);
  }
  wakeFirst(at + offsetof<Scope>("waiters"));
  const joiner = load<usize>(at, offsetof<Scope>("joiner"));
  if (!count && joiner) wake(joiner);
}

/**
 * Waits until the scope at `at` may have room and `pool` a slot; the caller tries again.
 * Cancel: leaves the queue; a wake it had received goes to the next.
 */
export async function scopeWait(at: usize, pool: usize): Promise<void> {
  const s = changetype<Scope>(at);
  if (__scopeErrorTake(at)) __unwindError();
  if (s.count < s.countMax) {
    await poolWait(pool);
    if (s.count >= s.countMax) passSlot(pool); // the slot it was woken for is of no use to it
    return;
  }
  const waiter = inFrame<SlotWaiter>();
  const link = at + offsetof<Scope>("waiters");
  waiter.task = currentTask();
  waiterAppend(link, changetype<usize>(waiter));
  const cancelled = await __parkOrCancel();
  waiterRemove(link, changetype<usize>(waiter));
  if (s.count < s.countMax && cancelled) wakeFirst(link);
  if (cancelled) __unwind();
  if (s.count + 1 < s.countMax) wakeFirst(link); // several may have ended in one turn
}
