// Ready queue: woken tasks -> the next task to poll.
// Intrusive FIFO through Task.next; no memory beyond the tasks and two globals.
// Invariant: a task is linked exactly when its QUEUED flag is set.
// A wake during a poll lands at the tail, so no task starves another.

import { __isParked } from "./intrinsics";
import { asTask, TaskFlags } from "./task";

let head: usize = 0;
let tail: usize = 0;

/** Whether no task is ready. */
// @ts-ignore: decorator
@inline
export function queueEmpty(): bool {
  return head == 0;
}

/** Links `task` at the tail. It must not be linked already. */
export function enqueue(task: usize): void {
  const t = asTask(task);
  t.flags |= <u8>TaskFlags.QUEUED;
  t.next = 0;
  if (head) asTask(tail).next = task;
  else head = task;
  tail = task;
}

/** Unlinks and returns the first task; its QUEUED flag is the caller's to clear. The queue must not be empty. */
// @ts-ignore: decorator
@inline
export function dequeue(): usize {
  const task = head;
  head = asTask(task).next;
  return task;
}

/**
 * Makes a parked task ready. No effect on a running, queued or ended task, so a wake that comes twice or late is harmless:
 * what waits must look at its own condition again.
 */
export function wake(task: usize): void {
  const t = asTask(task);
  if (__isParked(t.top) && !(t.flags & (TaskFlags.QUEUED | TaskFlags.DONE))) enqueue(task);
}
