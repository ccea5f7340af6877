// Child tasks: an un-awaited call -> a task in its owner's frame.
// The compiler lays the control block and the frames out behind the owner's values, starts the child with childBegin /
// childSettle around a direct call, and ends the owner's activation by dropping and waiting for every child that may be unfinished.

import { __gcLink, __gcUnlink, __resultOf, __sleeperRemove, __usesEnds, __usesSleepers } from "./intrinsics";
import { asTask, currentTask, setChild, setCurrent, setOwnerOf, setTop, Task, TaskFlags, topOf } from "./task";
import { end, hasSuspended, padFrom, startYield, Status, suspend } from "./poll";
import { dequeue, enqueue, queueStartsWith } from "./queue";

/** Readies the control block at `child` and makes it the running task. @returns its owner, the task that ran before */
export function childBegin(child: usize): usize {
  const owner = currentTask();
  setTop(child, 0);
  ready(child, owner, TaskFlags.CHILD | TaskFlags.SCHEDULED);
  setCurrent(child);
  return owner;
}

// @ts-ignore: decorator
@inline
function ready(child: usize, owner: usize, flags: u32): void {
  setChild(child, owner, flags);
  __gcLink(child);
}

/** After the call, which ended or suspended with `status`; a result stands in the frame already. */
export function childSettle(child: usize, owner: usize, status: usize): void {
  setCurrent(owner);
  if (!__usesEnds()) {
    suspend(child, status);
    return;
  }
  if (status == Status.DONE) {
    asTask(child).flags |= <u8>TaskFlags.DONE;
    __gcUnlink(child);
  } else if (hasSuspended(status)) suspend(child, status);
  else end(child, status);
}

/** All of the above for a child that has yielded in its root frame, and that looked at no task until then. @param flags its own */
export function childYield(child: usize, flags: u32): void {
  ready(child, currentTask(), flags);
  startYield(child);
}

/** Makes the running task the one that `child`, of which nobody has asked anything, wakes at its end. */
export function childAdopt(child: usize): void {
  if (!(asTask(child).flags & TaskFlags.DONE)) setOwnerOf(child, currentTask());
}

/** Marks `child` as waited for. @returns 1, or 0 when it has ended or was marked already: its end counts once */
export function childWatch(child: usize): u32 {
  const flags = <u32>asTask(child).flags; // once: an engine does not know that two loads give the same
  if (flags & (TaskFlags.DONE | TaskFlags.WAITED)) return 0;
  asTask(child).flags = <u8>(flags | TaskFlags.WAITED);
  return 1;
}

/** Marks `child` as waited for. @returns 1, or 0 when it has ended */
export function childPending(child: usize): u32 {
  const flags = <u32>asTask(child).flags;
  if (flags & TaskFlags.DONE) return 0;
  asTask(child).flags = <u8>(flags | TaskFlags.WAITED);
  return 1;
}

/** Ends an interest in `child`: cancels it unless it has ended; the error it ended by, or will end by, is nobody's. */
export function childDrop(child: usize): void {
  const flags = <u32>asTask(child).flags;
  if (flags & TaskFlags.DONE) asTask(child).flags = <u8>(flags | TaskFlags.SEEN);
  else cancelFrom(child, flags);
}

/** `child` has decided what it took part in: of the others it alone is not SEEN afterwards. */
export function childWin(child: usize): void {
  asTask(child).flags &= <u8>~TaskFlags.SEEN;
}

/** Another one has: `child` is dropped, and marked as waited for. @returns 1 where it is waited for: it still runs */
export function childLose(child: usize): u32 {
  if (childTell(child)) return 1;
  const flags = <u32>asTask(child).flags;
  if (flags & TaskFlags.DONE) {
    asTask(child).flags = <u8>(flags | TaskFlags.SEEN);
    return 0;
  }
  cancelParked(child, flags);
  return childPending(child);
}

/** childLose of one that is polled next, if all that it would do then is to end: it ends now, in place of that poll. @returns whether it has */
export function childEndNext(child: usize): bool {
  return queueStartsWith(child) && endNext(child);
}

function endNext(child: usize): bool {
  const flags = <u32>asTask(child).flags;
  if (flags & TaskFlags.CANCEL || !endsByCancel(child, flags)) return false;
  dequeue();
  asTask(child).flags = <u8>(flags | TaskFlags.CANCEL);
  end(child, Status.CANCELLED);
  return true;
}

/** childLose of one that learns of it by its flags; calls nothing, so that it is put where it is called. @returns whether `child` is such a one */
export function childTell(child: usize): bool {
  const flags = <u32>asTask(child).flags;
  if (flags & TaskFlags.DONE || !isToldLater(flags)) return false;
  asTask(child).flags = <u8>(flags | TaskFlags.WAITED | TaskFlags.CANCEL);
  return true;
}

/** Whether `child` is the winner of what it took part in. */
export function childWon(child: usize): bool {
  return (asTask(child).flags & (TaskFlags.DONE | TaskFlags.SEEN)) == TaskFlags.DONE;
}

/** Whether `child` has ended by an error that nobody has seen. */
export function childFailed(child: usize): bool {
  return (asTask(child).flags & (TaskFlags.DONE | TaskFlags.THREW | TaskFlags.SEEN)) == (TaskFlags.DONE | TaskFlags.THREW);
}

/** Whether `child` has ended without a result, be it seen or not. */
export function childRejected(child: usize): bool {
  const flags = <u32>asTask(child).flags;
  return (flags & TaskFlags.DONE) != 0 && (flags & (TaskFlags.THREW | TaskFlags.CANCELLED)) != 0;
}

/** Whether `child` has ended with a result. */
export function childFulfilled(child: usize): bool {
  return (asTask(child).flags & (TaskFlags.DONE | TaskFlags.THREW | TaskFlags.CANCELLED)) == TaskFlags.DONE;
}

/** Sets how many watched children must end before the running task continues; where no task ever ends, nobody counts. */
// @ts-ignore: decorator
@inline
export function setWaits(count: u32): void {
  if (__usesEnds()) asTask(currentTask()).waits = <u8>count;
}

/** Whether `child`, or a task of any kind, has ended. */
// @ts-ignore: decorator
@inline
export function childDone(child: usize): bool {
  return (asTask(child).flags & TaskFlags.DONE) != 0;
}

/** Marks a control block whose child was never started, so that it counts as ended. */
// @ts-ignore: decorator
@inline
export function childNone(child: usize): void {
  store<u16>(child, <u16>(TaskFlags.CHILD | TaskFlags.DONE), offsetof<Task>("flags"));
}

/** childNone, and no result that a collector could take for one. */
export function childClear(child: usize): void {
  childNone(child);
  store<usize>(__resultOf(child), 0);
}

/** Asks `task` to stop at its current or next await. No effect when it has ended or was asked before. */
export function cancelTask(task: usize): void {
  const flags = <u32>asTask(task).flags;
  if (!(flags & TaskFlags.DONE)) cancelFrom(task, flags);
}

/** The same for a task that has not ended, whose flags are `flags`. */
// @ts-ignore: decorator
@inline
function cancelFrom(task: usize, flags: u32): void {
  if (isToldLater(flags)) asTask(task).flags = <u8>(flags | TaskFlags.CANCEL);
  else cancelParked(task, flags);
}

/** Whether a task with these flags, which has not ended, learns of a cancel by its flags alone: it knows already, or is polled anyway. */
// @ts-ignore: decorator
@inline
function isToldLater(flags: u32): bool {
  if (!__usesSleepers()) return (flags & (TaskFlags.CANCEL | TaskFlags.SCHEDULED)) != 0;
  return (flags & TaskFlags.CANCEL) != 0 || (flags & (TaskFlags.SCHEDULED | TaskFlags.SLEEPING)) == TaskFlags.SCHEDULED;
}

/** Whether a cancel of `task`, which has suspended and whose flags are `flags`, is its end: a child that has nothing to clean up. */
// @ts-ignore: decorator
@inline
function endsByCancel(task: usize, flags: u32): bool {
  return (flags & TaskFlags.KIND) == TaskFlags.CHILD && !padFrom(topOf(task));
}

/** Asks `task` to stop, which sleeps or waits for a wake. A child that ends by that ends at once. */
function cancelParked(task: usize, flags: u32): void {
  if (__usesSleepers() && flags & TaskFlags.SLEEPING) __sleeperRemove(task);
  asTask(task).flags = <u8>(flags & ~TaskFlags.SLEEPING | TaskFlags.CANCEL | TaskFlags.SCHEDULED);
  if (endsByCancel(task, flags)) {
    const owner = end(task, Status.CANCELLED);
    if (owner) enqueue(owner);
  } else {
    enqueue(task);
  }
}

/** How a Promise.allSettled in another combinator ends. */
export async function settledAll(): Promise<void> {}
