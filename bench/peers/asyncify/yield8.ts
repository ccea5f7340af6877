// Yield, eight task types.

import { anyReady, runTask, start, take, Task, TASK_HEADER, yieldNow } from "./executor";

export { tacet_init } from "./executor";

const TASK_COUNT_MAX: i32 = 100000;
const TASK_BYTES: usize = TASK_HEADER + 44;

const tasks = memory.data(TASK_COUNT_MAX * 64);
let sum: u32 = 0;

function yielder0(yields: u32): void {
  for (let n = yields; n > 0; n--) {
    yieldNow();
    sum += n ^ 17;
  }
}

function yielder1(yields: u32): void {
  for (let n = yields; n > 0; n--) {
    yieldNow();
    sum += n * 3;
  }
}

function yielder2(yields: u32): void {
  for (let n = yields; n > 0; n--) {
    yieldNow();
    sum += n + 5;
  }
}

function yielder3(yields: u32): void {
  for (let n = yields; n > 0; n--) {
    yieldNow();
    sum += n << 1;
  }
}

function yielder4(yields: u32): void {
  for (let n = yields; n > 0; n--) {
    yieldNow();
    sum += n >> 1;
  }
}

function yielder5(yields: u32): void {
  for (let n = yields; n > 0; n--) {
    yieldNow();
    sum += n * n;
  }
}

function yielder6(yields: u32): void {
  for (let n = yields; n > 0; n--) {
    yieldNow();
    sum += n ^ (n >> 3);
  }
}

function yielder7(yields: u32): void {
  for (let n = yields; n > 0; n--) {
    yieldNow();
    sum += 7 - n;
  }
}

function entry(task: usize): void {
  const yields = changetype<Task>(task).argument;
  switch (changetype<Task>(task).kind) {
    case 0: return yielder0(yields);
    case 1: return yielder1(yields);
    case 2: return yielder2(yields);
    case 3: return yielder3(yields);
    case 4: return yielder4(yields);
    case 5: return yielder5(yields);
    case 6: return yielder6(yields);
    case 7: return yielder7(yields);
  }
}

export function tacet_turn(budget: u32): i32 {
  let task: usize;
  while (budget-- > 0 && (task = take())) runTask(task, entry);
  return anyReady();
}

export function start_yield(count: u32, yields: u32): void {
  sum = 0;
  for (let i: u32 = 0; i < count; i++) start(tasks + <usize>i * TASK_BYTES, TASK_BYTES, <u8>(i % 8), yields);
}

export function start_yield_mixed(count: u32, yields: u32): void {
  sum = 0;
  for (let i: u32 = 0; i < count; i++) start(tasks + <usize>i * TASK_BYTES, TASK_BYTES, <u8>((i * 2654435761) >> 29), yields);
}

export function checksum(): u32 {
  return sum;
}
