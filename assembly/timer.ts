// Timers: (deadline, task) -> `wake(task)` in the first turn at or after the deadline.
// Intrusive: a timer lies in the frame of the activation that waits (`inFrame<Timer>()`, zeroed), so none is ever allocated.
// Order: by deadline; equal deadlines by insertion. Time is microseconds as in the control block, and may jump.
// Invariant: a timer is linked from its insertion until it fires or is removed; whoever ends its frame removes it.
// Here it is only decided which structure holds them (timer-profile.ts).

import { Timer } from "./timer-list";
import { TIMER_SLOT_COUNT } from "./timer-profile";
import { sortedAdvance, sortedInsert, sortedNext, sortedRemove } from "./timer-sorted";
import { wheelAdvance, wheelInsert, wheelNext, wheelRemove } from "./timer-wheel";

export { Timer };

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
  if (!timerPending(timer)) return;
  if (TIMER_SLOT_COUNT) wheelRemove(changetype<usize>(timer)); // @unmanaged: the reference is the address
  else sortedRemove(changetype<usize>(timer));
}

/** Whether `timer` is still to fire. */
// @ts-ignore: decorator
@inline
export function timerPending(timer: Timer): bool {
  return timer.back != 0;
}

/** Wakes the tasks of all timers due at `now`. */
export function timersAdvance(now: u64): void {
  if (TIMER_SLOT_COUNT) wheelAdvance(now);
  else sortedAdvance(now);
}

/**
 * When to call timersAdvance again: no timer is due before; all ones when there is none.
 * The first deadline, or earlier by what timer-wheel.ts says; each call of timersAdvance at that time moves it on.
 */
export function timersNext(): u64 {
  return TIMER_SLOT_COUNT ? wheelNext() : sortedNext();
}
