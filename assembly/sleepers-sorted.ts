// Sleepers in one ordered list, for programs with a few (TACET_TIMER_SLOTS=0): filing and removing look at those that are due before.
//
//   SLEEPERS (4 bytes)   0  u32  the task that is due first, or 0; the others follow through Task.next, in order of deadline
//
// Under SHORT_TIME (compact.ts) a deadline is its low half, which tells it while it is less than 2^31 us from now, before or after.
//
// Links in both directions lost: 4 bytes a sleep and 4 of the list, and no less code.

import { SHORT_TIME } from "./compact";
import { nowLow } from "./control";
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
  while (next && isDue(next, deadline)) {
    before = next;
    next = asTask(next).next;
  }
  asTask(task).next = next;
  asTask(before).next = task;
}

/** Whether `task`, which sleeps, is due at `time`, or under SHORT_TIME at the time of which that is the low half. */
// @ts-ignore: decorator
@inline
function isDue(task: usize, time: u64): bool {
  return SHORT_TIME ? ahead(__deadlineOf(task)) <= ahead(time) : __deadlineOf(task) <= time;
}

/** Microseconds from now to the time that has this low half. */
// @ts-ignore: decorator
@inline
function ahead(time: u64): i32 {
  return <i32>(<u32>time - nowLow());
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
  while (task && isDue(task, time)) {
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
