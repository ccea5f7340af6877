// sleep: a task parks until a timer in its frame fires.

import { now } from "./control";
import { __parkOrCancel, __unwind, inFrame } from "./intrinsics";
import { Promise } from "./promise";
import { enqueue } from "./queue";
import { currentTask } from "./task";
import { Timer, timerInsert, timerPending, timerRemove } from "./timer";

/** The longest sleep, about 285,000 years; longer ones are cut to it. */
const MS_MAX: f64 = 9007199254740991;

/**
 * Waits for at least `ms` milliseconds (fractions count; the clock has microseconds). Zero, negative and NaN give every
 * other ready task a round, like yieldNow.
 * Cancel: the timer is removed.
 */
export async function sleep(ms: f64): Promise<void> {
  const timer = inFrame<Timer>(); // the one value that lives across the await: each byte here is one in every sleeping task
  if (ms > 0) {
    timer.task = currentTask();
    timerInsert(timer, now() + <u64>ceil(min(ms, MS_MAX) * 1000)); // rounded up: never early
  } else {
    enqueue(currentTask());
  }
  do {
    if (await __parkOrCancel()) {
      timerRemove(timer);
      __unwind();
    }
  } while (timerPending(timer)); // somebody else may have woken the task
}
