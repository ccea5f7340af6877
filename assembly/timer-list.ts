// Lists of sleeping tasks, in order: append, wake the first of them, remove any.
//
//   list (8 bytes, zeroed = empty)   0  first  u32
//                                    4  last   u32  means nothing where there is none
//
// Linked by Task.next, which of the last one leads to the list; where a cancel may take tasks out also by `back`, which of the first one leads to
// the list. A list's first word lies as a task's `next` does, at 0, so that what leads to a task is written alike.

import { __backOf, __setBack, __usesCancel } from "./intrinsics";
import { enqueueAll } from "./queue";
import { asTask, TaskFlags } from "./task";
import { TIMER_SLOT_COUNT } from "./timer-profile";

/** Bytes of one list. */
export const LIST_BYTES: usize = 8;

const LAST: usize = 4;

/** The first task of `list`, or 0. */
// @ts-ignore: decorator
@inline
export function listFirst(list: usize): usize {
  return load<usize>(list);
}

/** The last task of `list`, which is not empty. */
// @ts-ignore: decorator
@inline
export function listLast(list: usize): usize {
  return load<usize>(list, LAST);
}

/** Notes that `task` is the last one of `list`. */
// @ts-ignore: decorator
@inline
export function setListLast(list: usize, task: usize): void {
  store<usize>(list, task, LAST);
}

/** Links `task` behind all others of `list`, of which `first` is the first one. */
// @ts-ignore: decorator
@inline
export function listAppend(list: usize, first: usize, task: usize): void {
  const last = first ? listLast(list) : list;
  asTask(task).next = list;
  if (__usesCancel()) __setBack(task, last);
  asTask(last).next = task;
  setListLast(list, task);
}

/** Moves the tasks of `from`, which is not empty, to `list`, which is. */
export function listMove(from: usize, list: usize): void {
  const first = listFirst(from);
  const last = listLast(from);
  store<u64>(list, load<u64>(from));
  store<u64>(from, 0);
  asTask(last).next = list;
  if (__usesCancel()) __setBack(first, list);
}

/** Wakes all tasks of `list`, which is not empty, in their order. */
// @ts-ignore: decorator
@inline
export function listWake(list: usize): void {
  const first = listFirst(list);
  store<usize>(list, 0);
  wakeSleepers(first, listLast(list));
}

/** Cuts off the tasks of `list` before `task`, of which `before` is the last one; `task` is the list where none is left. */
// @ts-ignore: decorator
@inline
export function listCut(list: usize, before: usize, task: usize): void {
  const first = listFirst(list);
  store<usize>(list, task == list ? 0 : task);
  if (__usesCancel() && task != list) __setBack(task, list);
  wakeSleepers(first, before);
}

/** Wakes the tasks from `first` to `last`, which slept and are linked with each other only. */
// @ts-ignore: decorator
@inline
export function wakeSleepers(first: usize, last: usize): void {
  if (__usesCancel()) rouse(first, last);
  enqueueAll(first, last);
}

/** They no longer sleep. In a wheel from both ends, so that two of them are on their way from memory at once. */
function rouse(first: usize, last: usize): void {
  while (true) {
    asTask(first).flags &= <u8>~TaskFlags.SLEEPING;
    if (first == last) return;
    first = asTask(first).next;
    if (!TIMER_SLOT_COUNT) continue;
    asTask(last).flags &= <u8>~TaskFlags.SLEEPING;
    if (first == last) return;
    last = __backOf(last);
  }
}
