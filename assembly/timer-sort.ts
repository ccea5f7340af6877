// A list of timers in order of arrival -> in order of deadline, equal deadlines in order of arrival.
// Natural merge sort over `next`: adjacent ascending runs are merged pairwise until one is left, so that what is sorted
// already (sleeps of one length) costs one look at each timer, and no memory is needed. `back` is mended at the end.
// A quicksort lost: unstable, and quadratic on what programs produce. Insertion sort lost: quadratic on mixed delays.

import { asTimer } from "./timer-list";

/** Sorts `list` by deadline, stably. */
export function listSort(list: usize): void {
  while (mergePairs(list) > 1);
  let back = list;
  let timer = asTimer(list).next;
  while (timer != list) {
    asTimer(timer).back = back;
    back = timer;
    timer = asTimer(timer).next;
  }
  asTimer(list).back = back;
}

/** Merges each two adjacent runs of `list` into one, along `next`. @returns how many runs there are now */
function mergePairs(list: usize): u32 {
  let runs: u32 = 0;
  let tail = list; // end of what is merged
  let left = asTimer(list).next;
  while (left != list) {
    runs++;
    const leftEnd = runEnd(left, list);
    let right = asTimer(leftEnd).next;
    asTimer(tail).next = left;
    if (right == list) return runs;
    const rightEnd = runEnd(right, list);
    const rest = asTimer(rightEnd).next;
    // Each end is reached exactly once; the other run's remainder is linked as a whole.
    while (true) {
      if (asTimer(right).when < asTimer(left).when) {
        asTimer(tail).next = right;
        tail = right;
        if (right == rightEnd) {
          asTimer(tail).next = left;
          tail = leftEnd;
          break;
        }
        right = asTimer(right).next;
      } else {
        asTimer(tail).next = left;
        tail = left;
        if (left == leftEnd) {
          asTimer(tail).next = right;
          tail = rightEnd;
          break;
        }
        left = asTimer(left).next;
      }
    }
    asTimer(tail).next = rest;
    left = rest;
  }
  return runs;
}

/** The last timer of the ascending run that begins at `timer`. */
function runEnd(timer: usize, list: usize): usize {
  let next = asTimer(timer).next;
  while (next != list && asTimer(next).when >= asTimer(timer).when) {
    timer = next;
    next = asTimer(timer).next;
  }
  return timer;
}
