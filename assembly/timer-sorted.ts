// Timers in one ordered list, for programs with a few (TACET_TIMER_SLOTS=0): inserting looks at those that are due later.

import { asTimer, linkBetween, LIST_BYTES, listClear, listFire, unlink } from "./timer-list";

/** All pending timers; zeroed until the first comes. */
// @ts-ignore: decorator
@lazy const SORTED: usize = memory.data(<i32>LIST_BYTES, 4);

export function sortedInsert(timer: usize, when: u64): void {
  if (!asTimer(SORTED).next) listClear(SORTED);
  asTimer(timer).when = when;
  let back = asTimer(SORTED).back;
  while (back != SORTED && asTimer(back).when > when) back = asTimer(back).back;
  linkBetween(back, timer, asTimer(back).next);
}

/** Takes out the pending `timer`. */
// @ts-ignore: decorator
@inline
export function sortedRemove(timer: usize): void {
  unlink(timer, asTimer(timer).back);
}

// @ts-ignore: decorator
@inline
export function sortedAdvance(now: u64): void {
  if (asTimer(SORTED).next) listFire(SORTED, now);
}

// @ts-ignore: decorator
@inline
export function sortedNext(): u64 {
  const first = asTimer(SORTED).next;
  return first == 0 || first == SORTED ? u64.MAX_VALUE : asTimer(first).when;
}
