// Timers: (deadline, task) -> `wake(task)` in the first turn at or after the deadline.
// Intrusive: a timer lies in the frame of the activation that waits (`inFrame<Timer>()`, zeroed), so none is ever allocated.
// Order: by deadline; equal deadlines by insertion. Time is microseconds as in the control block, and may jump.
// Invariant: a timer is linked from its insertion until it fires or is removed; whoever ends its frame removes it.

import { asTimer, linkBetween, listClear, listFire, Timer, unlink } from "./timer-list";
import { TIMER_SLOT_COUNT } from "./timer-profile";
import { wheelAdvance, wheelInsert, wheelNext } from "./timer-wheel";

export { Timer };

/** All timers by deadline, where the profile has no wheel; zeroed until the first comes. */
// @ts-ignore: decorator
@lazy const SORTED: usize = memory.data(8, 4);

/** Wakes `timer.task` at `when` (microseconds). A timer that is pending already is moved. */
// @ts-ignore: decorator
@inline
export function timerInsert(timer: Timer, when: u64): void {
  timerRemove(timer);
  timerStart(timer, when);
}

/** Like timerInsert, for a timer that is not pending: fresh, fired or removed. */
// @ts-ignore: decorator
@inline
export function timerStart(timer: Timer, when: u64): void {
  if (TIMER_SLOT_COUNT) wheelInsert(changetype<usize>(timer), when); // @unmanaged: the reference is the address
  else sortedInsert(changetype<usize>(timer), when);
}

/** Forgets `timer`. No effect when it is not pending: it fired, was removed, or was never inserted. */
// @ts-ignore: decorator
@inline
export function timerRemove(timer: Timer): void {
  unlink(changetype<usize>(timer)); // @unmanaged: the reference is the address
}

/** Whether `timer` is still to fire. */
// @ts-ignore: decorator
@inline
export function timerPending(timer: Timer): bool {
  return timer.next != 0;
}

/** Wakes the tasks of all timers due at `now`. */
export function timersAdvance(now: u64): void {
  if (TIMER_SLOT_COUNT) wheelAdvance(now);
  else if (asTimer(SORTED).next) listFire(SORTED, now);
}

/**
 * When to call timersAdvance again: no timer is due before; all ones when there is none.
 * The first deadline, or earlier by what timer-wheel.ts says; each call of timersAdvance at that time moves it on.
 */
export function timersNext(): u64 {
  if (TIMER_SLOT_COUNT) return wheelNext();
  const first = asTimer(SORTED).next;
  return first == 0 || first == SORTED ? u64.MAX_VALUE : asTimer(first).when;
}

function sortedInsert(timer: usize, when: u64): void {
  if (!asTimer(SORTED).next) listClear(SORTED);
  asTimer(timer).when = when;
  let prev = asTimer(SORTED).prev;
  while (prev != SORTED && asTimer(prev).when > when) prev = asTimer(prev).prev;
  linkBetween(prev, timer, asTimer(prev).next);
}
