// Ready queue: woken tasks -> the next task to poll.
// Intrusive FIFO through Task.next; no memory beyond the tasks and two words:
//
//   QUEUE   0  u32  the first task, or 0
//           4  u32  for size:  the last task; means nothing where there is none
//                   for speed: the last task's address less QUEUE's; 0 where there is none, as the word of the first lies as a task's `next` does
//
// For speed a yield asks nothing about the list (1.65 -> 1.31 ns for 8 types); that is 10 bytes more at -Oz.
// Invariant: a linked task has its SCHEDULED flag set; the flag stays set while the task runs, so that a yield only links it
// again and a wake while it runs does nothing.
// A wake during a poll lands at the tail, so no task starves another.

import { __usesSleepers } from "./intrinsics";
import { asTask, TaskFlags } from "./task";

/** First task, or 0; behind it the last one. In linear memory for the reason given in task.ts. */
// @ts-ignore: decorator
@lazy const QUEUE: usize = memory.data(8, 4);

/** Whether no task is ready. */
// @ts-ignore: decorator
@inline
export function queueEmpty(): bool {
  return load<usize>(QUEUE) == 0;
}

/** Whether `task` is the next to be polled. */
// @ts-ignore: decorator
@inline
export function queueStartsWith(task: usize): bool {
  return load<usize>(QUEUE) == task;
}

/** Links `task`, which is SCHEDULED and not linked, at the tail. */
// @ts-ignore: decorator
@inline
export function enqueue(task: usize): void {
  enqueueAll(task, task);
}

/** Links the tasks from `first` to `last`, which are SCHEDULED and linked with each other only, at the tail. */
// @ts-ignore: decorator
@inline
export function enqueueAll(first: usize, last: usize): void {
  if (ASC_SHRINK_LEVEL > 0) {
    enqueueBehind(first, last);
    return;
  }
  asTask(last).next = 0;
  const behind = load<usize>(QUEUE, 4);
  if (behind) asTask(behind + QUEUE).next = first;
  else store<usize>(QUEUE, first);
  store<usize>(QUEUE, last - QUEUE, 4);
}

/** The same without a branch: less code, and faster where others are ready, as when a task yields; slower where none is. */
// @ts-ignore: decorator
@inline
export function enqueueBehind(first: usize, last: usize): void {
  asTask(last).next = 0;
  if (ASC_SHRINK_LEVEL > 0) {
    asTask(select<usize>(load<usize>(QUEUE, 4), QUEUE, load<usize>(QUEUE) != 0)).next = first;
    store<usize>(QUEUE, last, 4);
  } else {
    asTask(load<usize>(QUEUE, 4) + QUEUE).next = first;
    store<usize>(QUEUE, last - QUEUE, 4);
  }
}

/** Unlinks and returns the first task. The queue must not be empty. */
// @ts-ignore: decorator
@inline
export function dequeue(): usize {
  const task = load<usize>(QUEUE);
  const next = asTask(task).next;
  store<usize>(QUEUE, next);
  if (ASC_SHRINK_LEVEL == 0 && !next) store<usize>(QUEUE, 0, 4);
  if (ASC_SHRINK_LEVEL == 0 && __usesSleepers()) load<usize>(load<usize>(next)); // so that the one behind it is near when its turn comes: sleepers are many, and lie anywhere
  return task;
}

/**
 * Makes a parked task ready. No effect on a running, queued or ended task, so a wake that comes twice or late is harmless:
 * what waits must look at its own condition again.
 */
export function wake(task: usize): void {
  const flags = <u32>asTask(task).flags;
  if (flags & (TaskFlags.SCHEDULED | TaskFlags.DONE)) return;
  asTask(task).flags = <u8>(flags | TaskFlags.SCHEDULED);
  enqueue(task);
}

/** The same, but for its place: nothing is polled before it. */
export function wakeNext(task: usize): void {
  const flags = <u32>asTask(task).flags;
  if (flags & (TaskFlags.SCHEDULED | TaskFlags.DONE)) return;
  asTask(task).flags = <u8>(flags | TaskFlags.SCHEDULED);
  const first = load<usize>(QUEUE);
  asTask(task).next = first;
  store<usize>(QUEUE, task);
  if (!first) store<usize>(QUEUE, ASC_SHRINK_LEVEL > 0 ? task : task - QUEUE, 4);
}
