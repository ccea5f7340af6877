// A list of sleeping tasks in order of arrival -> in order of deadline, equal deadlines in order of arrival.
// Natural merge sort over `next`: adjacent ascending runs are merged pairwise until one is left, so that what is sorted
// already (sleeps of one length) costs one look at each task, and no memory is needed. `back` is mended at the end.
// A quicksort lost: unstable, and quadratic on what programs produce. Insertion sort lost: quadratic on mixed delays.

import { __deadlineOf, __setBack, __usesCancel } from "./intrinsics";
import { asTask } from "./task";
import { setListLast } from "./timer-list";

/** Sorts `list` by deadline, stably. */
export function listSort(list: usize): void {
  while (mergePairs(list) > 1);
  let back = list;
  let task = asTask(list).next;
  while (task != list) {
    if (__usesCancel()) __setBack(task, back);
    back = task;
    task = asTask(task).next;
  }
  setListLast(list, back);
}

/** Merges each two adjacent runs of `list` into one, along `next`. @returns how many runs there are now */
function mergePairs(list: usize): u32 {
  let runs: u32 = 0;
  let tail = list; // end of what is merged
  let left = asTask(list).next;
  while (left != list) {
    runs++;
    const leftEnd = runEnd(left, list);
    let right = asTask(leftEnd).next;
    asTask(tail).next = left;
    if (right == list) return runs;
    const rightEnd = runEnd(right, list);
    const rest = asTask(rightEnd).next;
    // Each end is reached exactly once; the other run's remainder is linked as a whole.
    while (true) {
      if (__deadlineOf(right) < __deadlineOf(left)) {
        asTask(tail).next = right;
        tail = right;
        if (right == rightEnd) {
          asTask(tail).next = left;
          tail = leftEnd;
          break;
        }
        right = asTask(right).next;
      } else {
        asTask(tail).next = left;
        tail = left;
        if (left == leftEnd) {
          asTask(tail).next = right;
          tail = rightEnd;
          break;
        }
        left = asTask(left).next;
      }
    }
    asTask(tail).next = rest;
    left = rest;
  }
  return runs;
}

/** The last task of the ascending run that begins at `task`. */
function runEnd(task: usize, list: usize): usize {
  let next = asTask(task).next;
  while (next != list && __deadlineOf(next) >= __deadlineOf(task)) {
    task = next;
    next = asTask(task).next;
  }
  return task;
}
