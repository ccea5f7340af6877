// Yield, eight task types.

import { anyReady, ready, take, Task } from "./executor";

export { tacet_init } from "./executor";

const TASK_COUNT_MAX: i32 = 100000;

// @ts-ignore: decorator
@unmanaged
class Yielder extends Task {
  left: u32;
}

const tasks = memory.data(TASK_COUNT_MAX * offsetof<Yielder>());
let sum: u32 = 0;

// What the loop of each type does after its yield: an argument per type, so that each is a body of its own.
// @ts-ignore: decorator
@inline
function step(y: Yielder, value: u32): void {
  sum += value;
  if (--y.left > 0) ready(changetype<usize>(y));
}

// @ts-ignore: decorator
@inline
function poll(task: usize): void {
  const y = changetype<Yielder>(task);
  const n = y.left;
  if (y.state == 0) {
    y.state = 1;
    if (n > 0) ready(task);
    return;
  }
  switch (y.kind) {
    case 0: return step(y, n ^ 17);
    case 1: return step(y, n * 3);
    case 2: return step(y, n + 5);
    case 3: return step(y, n << 1);
    case 4: return step(y, n >> 1);
    case 5: return step(y, n * n);
    case 6: return step(y, n ^ (n >> 3));
    case 7: return step(y, 7 - n);
  }
}

export function tacet_turn(budget: u32): i32 {
  let task: usize;
  while (budget-- > 0 && (task = take())) poll(task);
  return anyReady();
}

function start(index: u32, kind: u8, yields: u32): void {
  const y = changetype<Yielder>(tasks + index * offsetof<Yielder>());
  y.kind = kind;
  y.state = 0;
  y.left = yields;
  ready(changetype<usize>(y));
}

export function start_yield(count: u32, yields: u32): void {
  sum = 0;
  for (let i: u32 = 0; i < count; i++) start(i, <u8>(i % 8), yields);
}

export function start_yield_mixed(count: u32, yields: u32): void {
  sum = 0;
  for (let i: u32 = 0; i < count; i++) start(i, <u8>((i * 2654435761) >> 29), yields);
}

export function checksum(): u32 {
  return sum;
}
