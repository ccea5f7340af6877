// sleepUntil: a task parks until a point in time. Without floating point, which a small processor has to do in software, and
// without drift: a periodic task adds its period to the last point, however late it was.

import { __parkOrCancel, __sleep, __unwind, __usesSleepers } from "./intrinsics";
import { currentTask } from "./task";
import { timerPending, timerRemove, timerStart, timerUnset } from "./timer";
import { TIMER_SLOT_COUNT } from "./timer-profile";

/**
 * Waits until `now()` is at least `us`; a time that is past is over in the next turn.
 * Cancel: the timer is removed.
 */
export async function sleepUntil(us: u64): Promise<void> {
  if (TIMER_SLOT_COUNT == 0 && __usesSleepers()) {
    await __sleep(us);
    return;
  }
  const task = currentTask();
  const timer = timerUnset();
  timerStart(timer, task, us);
  do {
    if (await __parkOrCancel()) {
      timerRemove(timer);
      __unwind();
    }
  } while (timerPending(timer)); // somebody else may have woken the task
}
