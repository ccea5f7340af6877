// sleep: a task parks until a timer in its frame fires.

import { now } from "./control";
import { __parkOrCancel, __unwind, inFrame } from "./intrinsics";
import { currentTask } from "./task";
import { Timer, timerInsert, timerRemove } from "./timer";
import { yieldNow } from "./yield";

/** The longest sleep, about 285,000 years; longer ones are cut to it. */
const MS_MAX: f64 = 9007199254740991;

/**
 * Waits for at least `ms` milliseconds (fractions count; the clock has microseconds). Zero, negative and NaN give every
 * other ready task a round, like yieldNow.
 * Cancel: the timer is removed.
 */
export async function sleep(ms: f64): Promise<void> {
  if (!(ms > 0)) {
    await yieldNow();
    return;
  }
  const timer = inFrame<Timer>();
  timer.task = currentTask();
  const when = now() + <u64>ceil(min(ms, MS_MAX) * 1000);
  timerInsert(timer, when);
  while (now() < when) {
    if (await __parkOrCancel()) {
      timerRemove(timer);
      __unwind();
    }
  }
}
