// Ready: a task awaits a call that may suspend but completes at once, next to a plain call of the same body.
// The callee's body is too large for asc's inliner in the far and plain form (it has no "noinline").

import { anyReady, ready, take, Task } from "./executor";

export { tacet_init } from "./executor";

const NEAR: u8 = 0;
const FAR: u8 = 1;

// @ts-ignore: decorator
@unmanaged
class Root extends Task {
  left: u32;
  x: u32;
  calleeX: u32;
  calleeI: u32;
  calleeK: u32;
}

const rootData = memory.data(offsetof<Root>());
let gate: u32 = 0;
let sum: u32 = 0;
let result: u32 = 0; // of the call that has just completed

// @ts-ignore: decorator
@inline
function root(): Root {
  return changetype<Root>(rootData);
}

export function set_gate(value: u32): void {
  gate = value;
}

// The calls return true when they completed, false when they have suspended.
// @ts-ignore: decorator
@inline
function nearCall(x: u32, i: u32): bool {
  if (gate) {
    root().calleeX = x;
    root().calleeI = i;
    ready(rootData);
    return false;
  }
  result = x * 31 + i;
  return true;
}

// @ts-ignore: decorator
@inline
function farYield(): bool {
  if (root().calleeK == 4) return false;
  root().calleeX ^= root().calleeK + gate;
  ready(rootData);
  return true;
}

function farCall(x: u32, i: u32): bool {
  if (gate) {
    root().calleeX = x;
    root().calleeI = i;
    root().calleeK = 0;
    farYield();
    return false;
  }
  result = x * 31 + i;
  return true;
}

function plainCall(x: u32, i: u32): u32 {
  if (gate) {
    for (let k: u32 = 0; k < 4; k++) x ^= k + gate;
  }
  return x * 31 + i;
}

function runNear(): void {
  let x = root().x;
  while (root().left > 0) {
    if (!nearCall(x, root().left--)) return;
    x = result;
  }
  sum = x;
}

function runFar(): void {
  let x = root().x;
  while (root().left > 0) {
    if (!farCall(x, root().left--)) return;
    x = result;
  }
  sum = x;
}

function poll(task: usize): void {
  const r = changetype<Root>(task);
  if (r.kind == NEAR) {
    r.x = r.calleeX * 31 + r.calleeI;
    runNear();
  } else {
    r.calleeK++;
    if (farYield()) return;
    r.x = r.calleeX * 31 + r.calleeI;
    runFar();
  }
}

export function tacet_turn(budget: u32): i32 {
  let task: usize;
  while (budget-- > 0 && (task = take())) poll(task);
  return anyReady();
}

function start(kind: u8, times: u32): void {
  root().kind = kind;
  root().left = times;
  root().x = 1;
}

export function start_ready_near(times: u32): void {
  start(NEAR, times);
  runNear();
}

export function start_ready_far(times: u32): void {
  start(FAR, times);
  runFar();
}

export function start_plain(times: u32): void {
  let x: u32 = 1;
  for (let i = times; i > 0; i--) x = plainCall(x, i);
  sum = x;
}

export function checksum(): u32 {
  return sum;
}
