// Yield: the task type of the one-type workload, apart so that size.ts exports no more than it needs.

import { anyReady, ready, take, Task } from "./executor";

const TASK_COUNT_MAX: i32 = 100000;

// @ts-ignore: decorator
@unmanaged
export class Yielder extends Task {
  left: u32;
}

const tasks = memory.data(TASK_COUNT_MAX * offsetof<Yielder>());
let sum: u32 = 0;

// @ts-ignore: decorator
@inline
function poll(task: usize): void {
  const y = changetype<Yielder>(task);
  if (y.state == 0) {
    y.state = 1;
  } else {
    const n = y.left;
    sum += n ^ 17;
    y.left = n - 1;
  }
  if (y.left > 0) ready(task);
}

export function tacet_turn(budget: u32): i32 {
  let task: usize;
  while (budget-- > 0 && (task = take())) poll(task);
  return anyReady();
}

export function start_yield(count: u32, yields: u32): void {
  sum = 0;
  for (let i: u32 = 0; i < count; i++) {
    const y = changetype<Yielder>(tasks + i * offsetof<Yielder>());
    y.state = 0;
    y.left = yields;
    ready(changetype<usize>(y));
  }
}

export function checksum(): u32 {
  return sum;
}
