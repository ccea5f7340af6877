// Timers: (deadline, task) -> `wake(task)` in the first turn at or after the deadline.
// Intrusive: a timer lies in the frame of the activation that waits (timerUnset, timerZeroed), so none is ever allocated.
// Order: by deadline; equal deadlines by insertion. Time is microseconds as in the control block, and may jump.
// Invariant: a timer is linked from its insertion until it fires or is removed; whoever ends its frame removes it.
// Here it is only decided which structure holds them (timer-profile.ts).

import { COMPACT } from "./compact";
import { __inFrameUnset, inFrame } from "./intrinsics";
import { Timer } from "./timer-list";
import { TIMER_SLOT_COUNT } from "./timer-profile";
import { CompactTimer, sortedAdvance, sortedInsert, sortedNext, sortedRemove, SortedTimer } from "./timer-sorted";
import { wheelAdvance, wheelInsert, wheelNext, wheelRemove } from "./timer-wheel";

/** Memory for a timer in the frame of the caller, an async function; timerStart sets all of it. */
// @ts-ignore: decorator
@inline
export function timerUnset(): usize {
  return TIMER_SLOT_COUNT ? changetype<usize>(__inFrameUnset<Timer>())
    : COMPACT ? changetype<usize>(__inFrameUnset<CompactTimer>()) : changetype<usize>(__inFrameUnset<SortedTimer>());
}

/** The same for one that is asked whether it is pending before it is started. */
// @ts-ignore: decorator
@inline
export function timerZeroed(): usize {
  return TIMER_SLOT_COUNT ? changetype<usize>(inFrame<Timer>())
    : COMPACT ? changetype<usize>(inFrame<CompactTimer>()) : changetype<usize>(inFrame<SortedTimer>());
}

/** Wakes `task` at `when` (microseconds). A timer that is pending already is moved. */
// @ts-ignore: decorator
@inline
export function timerInsert(timer: usize, task: usize, when: u64): void {
  timerRemove(timer);
  timerStart(timer, task, when);
}

/** Like timerInsert, for a timer that is not pending: fresh, fired or removed. */
// @ts-ignore: decorator
@inline
export function timerStart(timer: usize, task: usize, when: u64): void {
  if (TIMER_SLOT_COUNT) wheelInsert(timer, task, when);
  else sortedInsert(timer, task, when);
}

/** Forgets `timer`. No effect when it is not pending: it fired, was removed, or was never inserted. */
// @ts-ignore: decorator
@inline
export function timerRemove(timer: usize): void {
  if (!timerPending(timer)) return;
  if (TIMER_SLOT_COUNT) wheelRemove(timer);
  else sortedRemove(timer);
}

/** Whether `timer` is still to fire. */
// @ts-ignore: decorator
@inline
export function timerPending(timer: usize): bool {
  return load<usize>(timer, offsetof<SortedTimer>("task")) != 0; // a Timer's `back`
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
