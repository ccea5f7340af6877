// Timers in lists: deadlines -> circular doubly linked lists, in order of arrival or of deadline.
// A list is two words anywhere in memory with the layout of a timer's first two; they need no set-up, zero means empty.
//
//   Timer (20 bytes)     0  next  u32  0 = in no list
//                        4  prev  u32
//                        8  when  u64  microseconds
//                       16  task  u32  whom to wake
//   list (8 bytes)       0  next  u32  first timer; the list itself, or 0, when empty
//                        4  prev  u32  last timer; the same
//
// Invariant: a timer is linked exactly when its `next` is not 0. Removing one needs no branch and does not know its list.

import { wake } from "./queue";

// @ts-ignore: decorator
@unmanaged @final
export class Timer {
  next: usize;
  prev: usize;
  when: u64;
  task: usize;
}

/** Bytes of one list. */
export const LIST_BYTES: usize = 8;

/** The `Timer` (or the list, of which only `next` and `prev` exist) at `address`. */
// @ts-ignore: decorator
@inline
export function asTimer(address: usize): Timer {
  return changetype<Timer>(address); // lists and timers begin alike, so one type links both
}

// @ts-ignore: decorator
@inline
export function listEmpty(list: usize): bool {
  const first = asTimer(list).next;
  return first == 0 || first == list;
}

/** The last timer, or the list itself when it is empty. */
// @ts-ignore: decorator
@inline
export function listLast(list: usize): usize {
  return asTimer(list).prev || list;
}

/** Links `timer` behind `place`, which is in a list or is one (then `timer` becomes its first). */
// @ts-ignore: decorator
@inline
export function linkBehind(place: usize, timer: usize): void {
  const next = asTimer(place).next || place;
  asTimer(timer).next = next;
  asTimer(timer).prev = place;
  asTimer(next).prev = timer;
  asTimer(place).next = timer;
}

/** Links `timer` as the last of `list`. */
// @ts-ignore: decorator
@inline
export function listAppend(list: usize, timer: usize): void {
  const last = listLast(list);
  asTimer(timer).next = list;
  asTimer(timer).prev = last;
  asTimer(last).next = timer;
  asTimer(list).prev = timer;
}

/** Moves all timers of `from`, which has some, behind those of `to`. */
export function listMove(from: usize, to: usize): void {
  const last = listLast(to);
  const first = asTimer(from).next;
  const end = asTimer(from).prev;
  asTimer(first).prev = last;
  asTimer(last).next = first;
  asTimer(end).next = to;
  asTimer(to).prev = end;
  listClear(from);
}

/** Forgets all timers of `list`. */
// @ts-ignore: decorator
@inline
export function listClear(list: usize): void {
  asTimer(list).next = list;
  asTimer(list).prev = list;
}

/** Takes `timer` out of the list it is in. No effect when it is in none. */
// @ts-ignore: decorator
@inline
export function unlink(timer: usize): void {
  const next = asTimer(timer).next;
  if (!next) return;
  const prev = asTimer(timer).prev;
  asTimer(next).prev = prev;
  asTimer(prev).next = next;
  asTimer(timer).next = 0;
}

/** Unlinks the timers of the sorted `list` that are due at `now` and wakes their tasks in that order. */
export function listFire(list: usize, now: u64): void {
  let timer = asTimer(list).next;
  if (!timer) return;
  while (timer != list && asTimer(timer).when <= now) {
    const next = asTimer(timer).next;
    asTimer(timer).next = 0;
    wake(asTimer(timer).task);
    timer = next;
  }
  asTimer(list).next = timer;
  asTimer(timer).prev = list;
}
