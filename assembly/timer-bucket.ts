// Sleeping tasks in buckets: those far ahead.
// A bucket is one word, the newest task or 0; `next` leads to the one before, `back`, where a cancel may take tasks out, to the one after, the
// newest one's to the bucket. So whatever `back` leads to has its `next` at 0, and removing needs to know no bucket (timer-wheel.ts).

import { __deadlineOf, __setBack, __usesCancel } from "./intrinsics";
import { asTask } from "./task";

/** Bytes of one bucket. */
export const BUCKET_BYTES: usize = 4;

/** The newest task of `bucket`, or 0. */
// @ts-ignore: decorator
@inline
export function bucketNewest(bucket: usize): usize {
  return load<usize>(bucket);
}

/** Puts `task` on top of `newest`. */
// @ts-ignore: decorator
@inline
export function bucketAdd(bucket: usize, newest: usize, task: usize): void {
  asTask(task).next = newest;
  if (__usesCancel()) {
    __setBack(task, bucket);
    if (newest) __setBack(newest, task);
  }
  store<usize>(bucket, task);
}

/** Empties `bucket`. @returns its tasks, oldest first, linked by `next`, 0 at the end; what `back` says is void */
export function bucketTake(bucket: usize): usize {
  let first: usize = 0;
  let task = bucketNewest(bucket);
  store<usize>(bucket, 0);
  while (task) {
    const following = asTask(task).next;
    asTask(task).next = first;
    first = task;
    task = following;
  }
  return first;
}

/** The first deadline in `bucket`; all ones when it is empty or has more than `countMax` tasks. */
export function bucketEarliest(bucket: usize, countMax: u32): u64 {
  let earliest: u64 = u64.MAX_VALUE;
  for (let task = bucketNewest(bucket); task; task = asTask(task).next) {
    if (!countMax--) return u64.MAX_VALUE;
    earliest = min(earliest, __deadlineOf(task));
  }
  return earliest;
}
