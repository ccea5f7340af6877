// Pending sleeps of which pseudo-random ones are cancelled and begun again, as idle time-outs are. The tasks never wake: their control blocks and
// the frames that sleep are made by hand, since nothing of them but the sleep is the subject.

import { now, trySpawn } from "tacet/assembly";
import { __frameValues, __rootFrame } from "tacet/assembly/intrinsics";
import { sleeperInsert, sleeperRemove } from "tacet/assembly/sleepers";
import { setTop } from "tacet/assembly/task";

const TASK_BYTES: usize = 28; // what a task that sleeps takes at most: control block, header, link, deadline
const tasks = memory.data(2800000, 8);

let sum: u32 = 0;
let base: u64 = 0; // us; when the workload started
let pendingCount: u32 = 0;

/** A program of Tacet's has an async function. */
@pool(1)
async function nothing(): Promise<void> {}

// @ts-ignore: decorator
@inline
function begin(task: usize, deadline: u64): void {
  store<u64>(__frameValues(__rootFrame(task)) + 4, deadline); // behind the link
  sleeperInsert(task);
}

/** Sets `count` deadlines that are not reached within the benchmark. */
export function start_pending(count: u32): void {
  trySpawn(nothing());
  base = now();
  pendingCount = count;
  for (let i: u32 = 0; i < count; i++) {
    const task = tasks + i * TASK_BYTES;
    setTop(task, __rootFrame(task));
    begin(task, base + <u64>(3600000 + i) * 1000);
  }
}

export function reinsert(times: u32): void {
  let seed: u32 = 1;
  sum = 0;
  for (let i: u32 = 0; i < times; i++) {
    seed = seed * 1664525 + 1013904223;
    const task = tasks + ((seed >> 8) % pendingCount) * TASK_BYTES;
    const delay = 3600000 + (seed >> 12);
    sleeperRemove(task);
    begin(task, base + <u64>delay * 1000);
    sum += delay;
  }
}

export function checksum(): u32 {
  return sum;
}
