// sleep: a task parks until a timer in its frame fires.

import { now } from "./control";
import { __parkOrCancel, __unwind, __yield, __inFrameUnset } from "./intrinsics";
import { currentTask } from "./task";
import { Timer, timerPending, timerRemove, timerStart } from "./timer";

/** The longest sleep, 136 years; longer ones are cut to it. */
const US_MAX: f64 = 4294967296000000;
/** Adding it leaves a number below it as an integer in the low 52 bits, rounded to nearest. */
const TWO_52: f64 = 4503599627370496;

/**
 * Waits for at least `ms` milliseconds (fractions count; the clock has microseconds). Zero, negative and NaN give every
 * other ready task a round, like yieldNow.
 * Cancel: the timer is removed.
 */
export async function sleep(ms: f64): Promise<void> {
  const timer = __inFrameUnset<Timer>(); // the one value that lives across the await: each byte here is one in every sleeping task
  if (!(ms > 0)) {
    // Not queued to park then: a cancel would find the task unscheduled and queue it again.
    await __yield();
    return;
  }
  timer.task = currentTask();
  timerStart(timer, now() + microseconds(ms));
  do {
    if (await __parkOrCancel()) {
      timerRemove(timer);
      __unwind();
    }
  } while (timerPending(timer)); // somebody else may have woken the task
}

/**
 * Milliseconds above 0 -> whole microseconds, rounded up: never early.
 * By an addition, because ceil and a conversion that saturates took half of the time of a sleep.
 */
// @ts-ignore: decorator
@inline
export function microseconds(ms: f64): u64 {
  const exact = ms * 1000;
  const us = exact < US_MAX ? exact : US_MAX;
  const shifted = us + TWO_52;
  return (reinterpret<u64>(shifted) & 0xfffffffffffff) + u64(shifted - TWO_52 < us);
}
