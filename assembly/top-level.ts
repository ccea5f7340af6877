// Top level: the statements of an entry file that awaits outside of functions, as one task -> what the host calls waits for its end.
//
//   the first call of an export starts the task
//   it runs             calls wait in a queue, of which the first owns the task: its end wakes that one, each wakes the next
//   it has ended        calls go on
//   it ended by an error, which calls end by as well
//   it was cancelled    (by a cancel of `main`) they are cancelled as well: what the program needs is not there
//
//    0 task    u32  0 before the first call
//    4 waiters u32  first SlotWaiter, or 0 (FIFO)

import { __errorTake, __park, __parkOrCancel, __topLevelStart, __unwind, __unwindError, inFrame } from "./intrinsics";
import { asTask, currentTask, setOwner, TaskFlags } from "./task";
import { cancelTask, childDone } from "./child";
import { SlotWaiter, waiterAppend, waiterRemove } from "./pool";
import { wake } from "./queue";

// In linear memory for the reason given in task.ts.
// @ts-ignore: decorator
@lazy const TOP: usize = memory.data(8, 4);
const WAITERS: usize = 4;

/**
 * Starts the task of the top level unless it was started, and waits for its end.
 * @param isMain whether the program's `main` waits, which stands for all of the program
 * Cancel: `main` cancels the task and waits for its end; others stop waiting.
 */
export async function topLevelOver(isMain: bool): Promise<void> {
  let task = load<usize>(TOP);
  if (!task) store<usize>(TOP, task = __topLevelStart());
  if (!childDone(task)) await wait(task, isMain);
  if (__errorTake(task)) __unwindError();
  if (asTask(task).flags & TaskFlags.CANCELLED) {
    cancelTask(currentTask());
    await __park();
  }
}

async function wait(task: usize, isMain: bool): Promise<void> {
  const waiter = inFrame<SlotWaiter>();
  const queue = TOP + WAITERS;
  waiter.task = currentTask();
  waiterAppend(queue, changetype<usize>(waiter));
  let cancelled = 0;
  do {
    giveOwner(task);
    cancelled |= await __parkOrCancel();
    if (cancelled && isMain) cancelTask(task);
  } while (!childDone(task) && (isMain || !cancelled));
  waiterRemove(queue, changetype<usize>(waiter));
  giveOwner(task);
  if (cancelled) __unwind();
}

/** The first of the queue owns `task`, or is woken if that has ended. */
function giveOwner(task: usize): void {
  const first = load<usize>(TOP, WAITERS);
  if (!first) {
    asTask(task).flags &= <u8>~TaskFlags.WAITED;
    return;
  }
  const owner = changetype<SlotWaiter>(first).task; // the queue holds addresses of waiters
  if (childDone(task)) {
    wake(owner);
    return;
  }
  setOwner(task, owner);
  asTask(task).flags |= <u8>TaskFlags.WAITED;
  asTask(owner).waits = 1;
}
