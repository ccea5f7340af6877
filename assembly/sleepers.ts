// Sleepers: tasks that sleep -> the ready queue, in the first turn at or after their deadlines; equal deadlines in the order of the sleeps.
// Time is microseconds as in the control block, and may jump. Intrusive: a sleep takes no memory but what the compiler has put first in the
// frame that sleeps, which is the task's innermost one (3-lower/sleepers.ts):
//
//   back      u32  what leads to the task; only where a cancel may take it out of a wheel
//   deadline  u64  microseconds; under SHORT_TIME (compact.ts) their low half, or at least that
//
// Task.next is the link. Invariant: a sleeping task has SCHEDULED set, so that no wake links it a second time, and SLEEPING where
// a cancel must know; whoever clears it has taken the task out.
// Here it is only decided which structure holds them (timer-profile.ts), and what a program without sleeps has none of.

import { __deadlineOf } from "./intrinsics";
import { TIMER_SLOT_COUNT } from "./timer-profile";
import { sortedAdvance, sortedInsert, sortedNext, sortedRemove } from "./sleepers-sorted";
import { wheelAdvance, wheelInsert, wheelNext, wheelRemove } from "./timer-wheel";

/** Files `task`, whose innermost frame sleeps. */
export function sleeperInsert(task: usize): void {
  insert(task, __deadlineOf(task));
}

/** The same until `deadline`, which is what the frame says: for the one place where speed matters, so that the optimiser takes it in there. */
export function sleeperInsertPolled(task: usize, deadline: u64): void {
  insert(task, deadline);
}

// @ts-ignore: decorator
@inline
function insert(task: usize, deadline: u64): void {
  if (TIMER_SLOT_COUNT) wheelInsert(task, deadline);
  else sortedInsert(task, deadline);
}

/** Takes out `task`, which sleeps. */
export function sleeperRemove(task: usize): void {
  if (TIMER_SLOT_COUNT) wheelRemove(task);
  else sortedRemove(task);
}

/** Moves the tasks that are due at `time`, or under SHORT_TIME at the time of which that is the low half, to the end of the ready queue. */
export function sleepersAdvance(time: u64): void {
  if (TIMER_SLOT_COUNT) wheelAdvance(time);
  else sortedAdvance(time);
}

/**
 * When to call sleepersAdvance again, under SHORT_TIME the low half of that: no task is due before; all ones where none sleeps.
 * The first deadline, or earlier by what timer-wheel.ts says; each call of sleepersAdvance at that time moves it on.
 */
export function sleepersNext(): u64 {
  return TIMER_SLOT_COUNT ? wheelNext() : sortedNext();
}
