// Child tasks: an un-awaited call -> a task in its owner's frame.
// The compiler lays the control block and the frames out behind the owner's values, starts the child with childBegin /
// childSettle around a direct call, and ends the owner's activation by dropping and waiting for every child that may be unfinished.

import { __gcLink, __gcUnlink, __resultOf, __usesUnwind } from "./intrinsics";
import { asTask, currentTask, ROOT_FRAME, setCurrent, setOwner, takePending, Task, TaskFlags } from "./task";
import { end, Status, suspend } from "./poll";
import { schedule } from "./queue";

/** Readies the control block at `child` and makes it the running task. @returns its owner, the task that ran before */
export function childBegin(child: usize): usize {
  const owner = currentTask();
  setOwner(child, owner);
  asTask(child).top = 0;
  store<u16>(child, <u16>(TaskFlags.CHILD | TaskFlags.SCHEDULED), offsetof<Task>("flags")); // flags, and waits = 0
  store<u32>(child + ROOT_FRAME, 0); // the root frame has no caller
  __gcLink(child);
  setCurrent(child);
  return owner;
}

/** After the call: @returns true when the child has ended with a result, which the caller stores. */
export function childSettle(child: usize, owner: usize): bool {
  setCurrent(owner);
  const status = takePending();
  if (status == Status.DONE) {
    asTask(child).flags |= <u8>TaskFlags.DONE;
    __gcUnlink(child);
    return true;
  }
  if (!__usesUnwind() || status > Status.CANCELLED) suspend(child, status);
  else end(child, status);
  return false;
}

/** Marks `child` as waited for. @returns 1, or 0 when it has ended or was marked already: its end counts once */
export function childWatch(child: usize): u32 {
  const t = asTask(child);
  if (t.flags & (TaskFlags.DONE | TaskFlags.WAITED)) return 0;
  t.flags |= <u8>TaskFlags.WAITED;
  return 1;
}

/** Marks `child` as waited for. @returns 1, or 0 when it has ended */
export function childPending(child: usize): u32 {
  const t = asTask(child);
  if (t.flags & TaskFlags.DONE) return 0;
  t.flags |= <u8>TaskFlags.WAITED;
  return 1;
}

/** Ends an interest in `child`: cancels it unless it has ended; the error it ended by, or will end by, is nobody's. */
export function childDrop(child: usize): void {
  const t = asTask(child);
  if (t.flags & TaskFlags.DONE) t.flags |= <u8>TaskFlags.SEEN;
  else cancelTask(child);
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

/** Sets how many watched children must end before the running task continues. */
// @ts-ignore: decorator
@inline
export function setWaits(count: u32): void {
  asTask(currentTask()).waits = <u8>count;
}

/** Whether `child` has ended. */
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
  const t = asTask(task);
  if (t.flags & (TaskFlags.DONE | TaskFlags.CANCEL)) return;
  t.flags |= <u8>TaskFlags.CANCEL;
  if (!(t.flags & TaskFlags.SCHEDULED)) schedule(task);
}
