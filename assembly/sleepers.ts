// Sleepers: tasks that sleep -> the ready queue, in the first turn at or after their deadlines. For programs with a few (TACET_TIMER_SLOTS=0)
// in which nothing cancels; others have timers.
//
//   SLEEPERS (4 bytes)   0  u32  the task that is due first, or 0; the others follow through Task.next, in order of deadline
//
// A sleep takes no memory but its deadline, a u64 which the compiler has put first in the frame that sleeps (3-lower/sleepers.ts).
// Invariant: a sleeping task is linked here and has SCHEDULED set, so that no wake links it a second time.

import { __deadlineOf } from "./intrinsics";
import { enqueueAll } from "./queue";
import { asTask } from "./task";

// @ts-ignore: decorator
@lazy const SLEEPERS: usize = memory.data(4, 4);

/** Links `task`, whose innermost frame sleeps, behind those that are due before it or at the same time. */
export function sleeperInsert(task: usize): void {
  const deadline = __deadlineOf(task);
  let before = SLEEPERS; // the word of the first lies as a task's `next` does: at 0
  let next = asTask(before).next;
  while (next && __deadlineOf(next) <= deadline) {
    before = next;
    next = asTask(next).next;
  }
  asTask(task).next = next;
  asTask(before).next = task;
}

/** Moves the tasks that are due at `time` to the end of the ready queue. */
// @ts-ignore: decorator
@inline
export function sleepersAdvance(time: u64): void {
  let last: usize = 0;
  let task = load<usize>(SLEEPERS);
  while (task && __deadlineOf(task) <= time) {
    last = task;
    task = asTask(task).next;
  }
  if (!last) return;
  enqueueAll(load<usize>(SLEEPERS), last);
  store<usize>(SLEEPERS, task);
}

/** When the first is due; all ones where none sleeps. */
// @ts-ignore: decorator
@inline
export function sleepersNext(): u64 {
  const first = load<usize>(SLEEPERS);
  return first ? __deadlineOf(first) : u64.MAX_VALUE;
}
