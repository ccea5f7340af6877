// Timers in ordered lists: deadlines -> circular doubly linked lists, in order of deadline.
// A list is two words anywhere in memory with the layout of a timer's first two; both are even addresses.
//
//   Timer (20 bytes)     0  next  u32
//                        4  back  u32  0 = not pending; odd: in a stack (timer-stack.ts); else the one whose `next` leads here
//                        8  when  u64  microseconds
//                       16  task  u32  whom to wake
//   list (8 bytes)       0  next  u32  first timer; the list itself when empty
//                        4  back  u32  last timer; the same
//
// Invariant: a timer is pending exactly when its `back` is not 0.

import { wake } from "./queue";

// @ts-ignore: decorator
@unmanaged @final
export class Timer {
  next: usize;
  back: usize;
  when: u64;
  task: usize;
}

/** Bytes of one list. */
export const LIST_BYTES: usize = 8;

/** The `Timer` (or the list, of which only `next` and `back` exist) at `address`. */
// @ts-ignore: decorator
@inline
export function asTimer(address: usize): Timer {
  return changetype<Timer>(address); // lists and timers begin alike, so one type links both
}

/** Makes a list of the two words at `list`: empty. */
// @ts-ignore: decorator
@inline
export function listClear(list: usize): void {
  asTimer(list).next = list;
  asTimer(list).back = list;
}

// @ts-ignore: decorator
@inline
export function listEmpty(list: usize): bool {
  return asTimer(list).next == list;
}

/** Links `timer` between two neighbours of a list, of which either may be the list itself. */
// @ts-ignore: decorator
@inline
export function linkBetween(back: usize, timer: usize, next: usize): void {
  asTimer(timer).next = next;
  asTimer(timer).back = back;
  asTimer(back).next = timer;
  asTimer(next).back = timer;
}

/** Makes a list of the chain of timers at `first`: one or more, linked by `next`, 0 at the end. */
export function listFill(list: usize, first: usize): void {
  let back = list;
  for (let timer = first; timer; timer = asTimer(timer).next) {
    asTimer(timer).back = back;
    back = timer;
  }
  asTimer(list).next = first;
  asTimer(list).back = back;
  asTimer(back).next = list;
}

/** Takes the pending `timer`, to which `back` leads, out of its list, or out of a stack's settled timers (their last has no next). */
// @ts-ignore: decorator
@inline
export function unlink(timer: usize, back: usize): void {
  const next = asTimer(timer).next;
  asTimer(back).next = next;
  if (next) asTimer(next).back = back;
  asTimer(timer).back = 0;
}

/** Unlinks the timers of `list` that are due at `now` and wakes their tasks in that order. */
export function listFire(list: usize, now: u64): void {
  let timer = asTimer(list).next;
  while (timer != list && asTimer(timer).when <= now) {
    const next = asTimer(timer).next;
    asTimer(timer).back = 0;
    wake(asTimer(timer).task);
    timer = next;
  }
  asTimer(list).next = timer;
  asTimer(timer).back = list;
}
