// Timers in one ordered list, for programs with a few (TACET_TIMER_SLOTS=0): inserting and removing look at those that are due before.
//
//   SortedTimer (16 bytes)   0  next  u32  the one that is due next, or 0
//                            4  task  u32  whom to wake; 0 = not pending
//                            8  when  u64  microseconds
//   SORTED (4 bytes)         0  next  u32  the first
//
// Compact (compact.ts): `when` is the low half of the deadline, 12 bytes a timer. A deadline is less than 2^31 us (35 minutes) ahead,
// or it traps; and the host enters within that time behind each.
//
// Links in both directions lost: 4 bytes a timer and 4 of the list, and no less code.

import { COMPACT } from "./compact";
import { now } from "./control";
import { wake } from "./queue";

/** Its first word and `task` stand where those of a Timer tell the same (timer-list.ts). */
// @ts-ignore: decorator
@unmanaged @final
export class SortedTimer {
  next: usize;
  task: usize;
  when: u64;
}

/** The same with half of `when`. */
// @ts-ignore: decorator
@unmanaged @final
export class CompactTimer {
  next: usize;
  task: usize;
  when: u32;
}

/** The longest time from now to a deadline, in compact form. */
const COMPACT_AHEAD_MAX: u64 = 0x7fffffff;

/** The first of all pending timers, or 0. */
// @ts-ignore: decorator
@lazy const SORTED: usize = memory.data(4, 4);

// @ts-ignore: decorator
@inline
function asSorted(timer: usize): SortedTimer {
  return changetype<SortedTimer>(timer); // in this profile timers have this layout; SORTED has its first word
}

// @ts-ignore: decorator
@inline
function setWhen(timer: usize, when: u64): void {
  if (COMPACT) changetype<CompactTimer>(timer).when = <u32>when; // in that form a timer has this layout
  else asSorted(timer).when = when;
}

/** Whether `timer` is due at `time` or before; of compact ones whose deadline is within 2^31 us of it. */
// @ts-ignore: decorator
@inline
function isDue(timer: usize, time: u64): bool {
  if (COMPACT) return <i32>(<u32>time - changetype<CompactTimer>(timer).when) >= 0;
  return asSorted(timer).when <= time;
}

export function sortedInsert(timer: usize, task: usize, when: u64): void {
  if (COMPACT) {
    const time = now();
    if (when < time) when = time; // as far back as may be, it is due
    else if (when - time > COMPACT_AHEAD_MAX) unreachable();
  }
  let before = SORTED;
  let next = asSorted(before).next;
  while (next && isDue(next, when)) {
    before = next;
    next = asSorted(before).next;
  }
  asSorted(timer).next = next;
  asSorted(timer).task = task;
  setWhen(timer, when);
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
export function sortedAdvance(time: u64): void {
  let timer = asSorted(SORTED).next;
  while (timer && isDue(timer, time)) {
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
  if (!first) return u64.MAX_VALUE;
  if (COMPACT) return now() + <i32>(changetype<CompactTimer>(first).when - <u32>now());
  return asSorted(first).when;
}
