// Sleepers in one ordered list, for programs with a few (TACET_TIMER_SLOTS=0): filing and removing look at those that are due before.
//
//   SLEEPERS (4 bytes)   0  u32  the task that is due first, or 0; the others follow through Task.next, in order of deadline
//
// Links in both directions lost: 4 bytes a sleep and 4 of the list, and no less code.

import { __deadlineOf } from "./intrinsics";
import { asTask } from "./task";
import { wakeSleepers } from "./timer-list";

// @ts-ignore: decorator
@lazy const SLEEPERS: usize = memory.data(4, 4);

/** Links `task` behind those that are due before it or at the same time. */
// @ts-ignore: decorator
@inline
export function sortedInsert(task: usize, deadline: u64): void {
  let before = SLEEPERS; // the word of the first lies as a task's `next` does: at 0
  let next = asTask(before).next;
  while (next && __deadlineOf(next) <= deadline) {
    before = next;
    next = asTask(next).next;
  }
  asTask(task).next = next;
  asTask(before).next = task;
}

// @ts-ignore: decorator
@inline
export function sortedRemove(task: usize): void {
  let before = SLEEPERS;
  while (asTask(before).next != task) before = asTask(before).next;
  asTask(before).next = asTask(task).next;
}

// @ts-ignore: decorator
@inline
export function sortedAdvance(time: u64): void {
  let last: usize = 0;
  let task = load<usize>(SLEEPERS);
  while (task && __deadlineOf(task) <= time) {
    last = task;
    task = asTask(task).next;
  }
  if (!last) return;
  wakeSleepers(load<usize>(SLEEPERS), last);
  store<usize>(SLEEPERS, task);
}

// @ts-ignore: decorator
@inline
export function sortedNext(): u64 {
  const first = load<usize>(SLEEPERS);
  return first ? __deadlineOf(first) : u64.MAX_VALUE;
}
