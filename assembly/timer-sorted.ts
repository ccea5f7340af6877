// Timers in one ordered list, for programs with a few (TACET_TIMER_SLOTS=0): inserting and removing look at those that are due before.
//
//   SortedTimer (16 bytes)   0  next  u32  the one that is due next, or 0
//                            4  task  u32  whom to wake; 0 = not pending
//                            8  when  u64  microseconds
//   SORTED (4 bytes)         0  next  u32  the first
//
// Links in both directions lost: 4 bytes a timer and 4 of the list, and no less code.

import { wake } from "./queue";

/** Its first word and `task` stand where those of a Timer tell the same (timer-list.ts). */
// @ts-ignore: decorator
@unmanaged @final
export class SortedTimer {
  next: usize;
  task: usize;
  when: u64;
}

/** The first of all pending timers, or 0. */
// @ts-ignore: decorator
@lazy const SORTED: usize = memory.data(4, 4);

// @ts-ignore: decorator
@inline
function asSorted(timer: usize): SortedTimer {
  return changetype<SortedTimer>(timer); // in this profile timers have this layout; SORTED has its first word
}

export function sortedInsert(timer: usize, task: usize, when: u64): void {
  let before = SORTED;
  let next = asSorted(before).next;
  while (next && asSorted(next).when <= when) {
    before = next;
    next = asSorted(before).next;
  }
  asSorted(timer).next = next;
  asSorted(timer).task = task;
  asSorted(timer).when = when;
  asSorted(before).next = timer;
}

/** Takes out the pending `timer`. */
export function sortedRemove(timer: usize): void {
  let before = SORTED;
  while (asSorted(before).next != timer) before = asSorted(before).next;
  asSorted(before).next = asSorted(timer).next;
  asSorted(timer).task = 0;
}

// @ts-ignore: decorator
@inline
export function sortedAdvance(now: u64): void {
  let timer = asSorted(SORTED).next;
  while (timer && asSorted(timer).when <= now) {
    const task = asSorted(timer).task;
    asSorted(timer).task = 0;
    timer = asSorted(timer).next;
    wake(task);
  }
  asSorted(SORTED).next = timer;
}

// @ts-ignore: decorator
@inline
export function sortedNext(): u64 {
  const first = asSorted(SORTED).next;
  return first ? asSorted(first).when : u64.MAX_VALUE;
}
