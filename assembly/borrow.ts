// Promises in variables that a kept Promise.all, race and the like wait for (transform/2-desugar/kept.ts): a task between, that ends as theirs does.
// At the end of a child its owner is woken, which may await it as well; so the tasks between stand in a list of all borrowers, and are woken from there.
// Invariant: a borrower is linked from its first suspension to its end, and so is gone before the child is: both lie in one activation's frame.

import { __parkOrCancel, __unwind, inFrame } from "./intrinsics";
import { childDone, childDrop } from "./child";
import { currentTask } from "./task";
import { wakeNext } from "./queue";

// @ts-ignore: decorator
@unmanaged
class Borrower {
  next: usize;
  child: usize;
  task: usize;
}

/** The first of all, or 0. In linear memory for the reason given in task.ts. */
// @ts-ignore: decorator
@lazy const BORROWERS: usize = memory.data(4, 4);

/** The value of `promise`, or its error. Cancel: cancels it, waits for its end, and goes on. */
export async function borrowed<T>(promise: Promise<T>): Promise<T> {
  const child = changetype<usize>(promise); // the address of the task
  if (!childDone(child)) {
    const borrower = inFrame<Borrower>();
    borrower.next = load<usize>(BORROWERS);
    borrower.child = child;
    borrower.task = currentTask();
    store<usize>(BORROWERS, changetype<usize>(borrower));
    let cancelled = false;
    while (!childDone(child)) {
      if (await __parkOrCancel()) {
        cancelled = true;
        childDrop(child);
      }
    }
    unlink(changetype<usize>(borrower));
    if (cancelled) __unwind();
  }
  return await promise;
}

function unlink(borrower: usize): void {
  let at = BORROWERS;
  while (load<usize>(at) != borrower) at = load<usize>(at) + offsetof<Borrower>("next");
  store<usize>(at, changetype<Borrower>(borrower).next);
}

/** Makes those ready that wait for `child`, which has ended; they come before all that is ready, so that nothing ends between. */
export function tellBorrowers(child: usize): void {
  for (let at = load<usize>(BORROWERS); at; at = changetype<Borrower>(at).next) {
    if (changetype<Borrower>(at).child == child) wakeNext(changetype<Borrower>(at).task);
  }
}
