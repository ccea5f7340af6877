// Ready: a task calls what may suspend but completes at once, next to a plain call of the same body.
// The build keeps `far` and `plain` from being inlined.

import { anyReady, runTask, start, take, Task, yieldNow } from "./executor";

export { tacet_init } from "./executor";

const NEAR: u8 = 0;
const FAR: u8 = 1;
const TASK_BYTES: usize = 1024;

const task0 = memory.data(1024);
let gate: u32 = 0;
let sum: u32 = 0;

export function set_gate(value: u32): void {
  gate = value;
}

function near(x: u32, i: u32): u32 {
  if (gate) yieldNow();
  return x * 31 + i;
}

function far(x: u32, i: u32): u32 {
  if (gate) {
    for (let k: u32 = 0; k < 4; k++) {
      x ^= k + gate;
      yieldNow();
    }
  }
  return x * 31 + i;
}

function plain(x: u32, i: u32): u32 {
  if (gate) {
    for (let k: u32 = 0; k < 4; k++) x ^= k + gate;
  }
  return x * 31 + i;
}

function rootNear(times: u32): void {
  let x: u32 = 1;
  for (let i = times; i > 0; i--) x = near(x, i);
  sum = x;
}

function rootFar(times: u32): void {
  let x: u32 = 1;
  for (let i = times; i > 0; i--) x = far(x, i);
  sum = x;
}

function entry(task: usize): void {
  const times = changetype<Task>(task).argument;
  if (changetype<Task>(task).kind == NEAR) rootNear(times);
  else rootFar(times);
}

export function tacet_turn(budget: u32): i32 {
  let task: usize;
  while (budget-- > 0 && (task = take())) runTask(task, entry);
  return anyReady();
}

export function start_ready_near(times: u32): void {
  start(task0, TASK_BYTES, NEAR, times);
}

export function start_ready_far(times: u32): void {
  start(task0, TASK_BYTES, FAR, times);
}

export function start_plain(times: u32): void {
  let x: u32 = 1;
  for (let i = times; i > 0; i--) x = plain(x, i);
  sum = x;
}

export function checksum(): u32 {
  return sum;
}
