// sleepUntil: a task sleeps until a point in time. Without floating point, which a small processor has to do in software, and
// without drift: a periodic task adds its period to the last point, however late it was.

import { SHORT_TIME, SHORT_US_MAX } from "./compact";
import { now } from "./control";
import { __sleep } from "./intrinsics";
import "./sleepers"; // which comes with sleepUntil (transform/2-desugar/library.ts)

/**
 * Whether short deadlines are looked at as a whole before all but their low halves are dropped. Firmware that is built, not run, comes without: the
 * high halves would be kept for that alone.
 */
// @ts-ignore: TACET_DEADLINE_CHECKS exists only when it is set
const CHECKS_DEADLINES: bool = SHORT_TIME && (isDefined(TACET_DEADLINE_CHECKS) ? TACET_DEADLINE_CHECKS != 0 : true);

/**
 * Waits until `now()` is at least `us`; a time that is past is over in the next turn.
 * Cancel: no longer waits.
 */
export async function sleepUntil(us: u64): Promise<void> {
  await __sleep(CHECKS_DEADLINES ? checked(us) : us);
}

/** @returns `us`; traps where its low half does not tell when that is */
function checked(us: u64): u64 {
  if (us + SHORT_US_MAX - now() > <u64>SHORT_US_MAX * 2) unreachable();
  return us;
}
