// yieldNow: to the end of the ready queue.

import { __park } from "./intrinsics";
import { enqueue } from "./queue";
import { currentTask } from "./task";

/** Lets every other ready task run once. Cancel: takes effect here; there is nothing to clean up. */
export async function yieldNow(): Promise<void> {
  enqueue(currentTask());
  await __park();
}
