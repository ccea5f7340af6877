// sleepUntil: a task sleeps until a point in time. Without floating point, which a small processor has to do in software, and
// without drift: a periodic task adds its period to the last point, however late it was.

import { __sleep } from "./intrinsics";
import "./sleepers"; // which comes with sleepUntil (transform/2-desugar/library.ts)

/**
 * Waits until `now()` is at least `us`; a time that is past is over in the next turn.
 * Cancel: no longer waits.
 */
export async function sleepUntil(us: u64): Promise<void> {
  await __sleep(us);
}
