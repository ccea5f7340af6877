// Yield: the one-type workload, apart so that size.ts exports no more than it needs.

import { anyReady, runTask, start, take, Task, TASK_HEADER, yieldNow } from "./executor";

const TASK_COUNT_MAX: i32 = 100000;
/** Control block and the stack of `yielder`, measured. */
export const TASK_BYTES: usize = TASK_HEADER + 36;

const tasks = memory.data(TASK_COUNT_MAX * 56);
let sum: u32 = 0;

function yielder(yields: u32): void {
  for (let n = yields; n > 0; n--) {
    yieldNow();
    sum += n ^ 17;
  }
}

function entry(task: usize): void {
  yielder(changetype<Task>(task).argument);
}

export function tacet_turn(budget: u32): i32 {
  let task: usize;
  while (budget-- > 0 && (task = take())) runTask(task, entry);
  return anyReady();
}

export function start_yield(count: u32, yields: u32): void {
  sum = 0;
  for (let i: u32 = 0; i < count; i++) start(tasks + <usize>i * TASK_BYTES, TASK_BYTES, 0, yields);
}

export function checksum(): u32 {
  return sum;
}
