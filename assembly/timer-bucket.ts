// Timers in buckets: those far ahead, of which most are time-outs that are removed before they fire.
// A bucket is one word, the newest timer or 0; `next` leads to the one before, `back` to the one after, the newest one's
// to the bucket. So whatever `back` leads to has its `next` at 0, and removing needs to know no bucket (timer-list.ts, unlink).

import { asTimer } from "./timer-list";

/** Bytes of one bucket. */
export const BUCKET_BYTES: usize = 4;

/** The newest timer of `bucket`, or 0. */
// @ts-ignore: decorator
@inline
export function bucketNewest(bucket: usize): usize {
  return load<usize>(bucket);
}

/** Puts `timer`, which is not pending, on top of `newest`. */
// @ts-ignore: decorator
@inline
export function bucketAdd(bucket: usize, newest: usize, timer: usize): void {
  asTimer(timer).next = newest;
  asTimer(timer).back = bucket;
  if (newest) asTimer(newest).back = timer;
  store<usize>(bucket, timer);
}

/** Empties `bucket`. @returns its timers, oldest first, linked by `next`, 0 at the end; what `back` says is void */
export function bucketTake(bucket: usize): usize {
  const newest = bucketNewest(bucket);
  store<usize>(bucket, 0);
  return reversed(newest, 0);
}

/** The chain at `timer` in reverse, followed by the chain at `rest`; both are linked by `next` and end with 0. */
// @ts-ignore: decorator
@inline
export function reversed(timer: usize, rest: usize): usize {
  while (timer) {
    const following = asTimer(timer).next;
    asTimer(timer).next = rest;
    rest = timer;
    timer = following;
  }
  return rest;
}

/** The first deadline in `bucket`; all ones when it is empty or has more than `countMax` timers. */
export function bucketEarliest(bucket: usize, countMax: u32): u64 {
  let when: u64 = u64.MAX_VALUE;
  for (let timer = bucketNewest(bucket); timer; timer = asTimer(timer).next) {
    if (!countMax--) return u64.MAX_VALUE;
    when = min(when, asTimer(timer).when);
  }
  return when;
}
