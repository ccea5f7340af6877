// yieldNow: to the end of the ready queue.

import { __yield } from "./intrinsics";

/** Lets every other ready task run once. Cancel: takes effect here; there is nothing to clean up. */
export async function yieldNow(): Promise<void> {
  await __yield();
}
