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

const roots = memory.data(offsetof<Root>());
let gate: u32 = 0;
let sum: u32 = 0;
let result: u32 = 0; // of the call that has just completed

export function set_gate(value: u32): void {
  gate = value;
}

// The calls return true when they completed, false when they have suspended.
// @ts-ignore: decorator
@inline
function nearCall(root: Root, x: u32, i: u32): bool {
  if (gate) {
    root.calleeX = x;
    root.calleeI = i;
    ready(changetype<usize>(root));
    return false;
  }
  result = x * 31 + i;
  return true;
}

// @ts-ignore: decorator
@inline
function farYield(root: Root): bool {
  if (root.calleeK == 4) return false;
  root.calleeX ^= root.calleeK + gate;
  ready(changetype<usize>(root));
  return true;
}

/** Never called; it makes its callers too large to be inlined (asc has no "noinline"). */
// @ts-ignore: decorator
@inline
function bulk(x: u32): u32 {
  x = (x ^ (x << 3)) + 17; x = (x ^ (x >>> 5)) * 33;
  x = (x ^ (x << 4)) + 23; x = (x ^ (x >>> 6)) * 35;
  x = (x ^ (x << 5)) + 29; x = (x ^ (x >>> 7)) * 37;
  x = (x ^ (x << 6)) + 35; x = (x ^ (x >>> 8)) * 39;
  x = (x ^ (x << 7)) + 41; x = (x ^ (x >>> 9)) * 41;
  x = (x ^ (x << 8)) + 47; x = (x ^ (x >>> 10)) * 43;
  x = (x ^ (x << 9)) + 53; x = (x ^ (x >>> 11)) * 45;
  x = (x ^ (x << 3)) + 59; x = (x ^ (x >>> 12)) * 47;
  x = (x ^ (x << 4)) + 65; x = (x ^ (x >>> 13)) * 49;
  x = (x ^ (x << 5)) + 71; x = (x ^ (x >>> 5)) * 51;
  x = (x ^ (x << 6)) + 77; x = (x ^ (x >>> 6)) * 53;
  x = (x ^ (x << 7)) + 83; x = (x ^ (x >>> 7)) * 55;
  x = (x ^ (x << 8)) + 89; x = (x ^ (x >>> 8)) * 57;
  x = (x ^ (x << 9)) + 95; x = (x ^ (x >>> 9)) * 59;
  x = (x ^ (x << 3)) + 101; x = (x ^ (x >>> 10)) * 61;
  x = (x ^ (x << 4)) + 107; x = (x ^ (x >>> 11)) * 63;
  return x;
}

function farCall(root: Root, x: u32, i: u32): bool {
  if (gate) {
    if (gate == u32.MAX_VALUE) x = bulk(x);
    root.calleeX = x;
    root.calleeI = i;
    root.calleeK = 0;
    farYield(root);
    return false;
  }
  result = x * 31 + i;
  return true;
}

function plainCall(x: u32, i: u32): u32 {
  if (gate) {
    if (gate == u32.MAX_VALUE) x = bulk(x);
    for (let k: u32 = 0; k < 4; k++) x ^= k + gate;
  }
  return x * 31 + i;
}

function runNear(root: Root): void {
  let x = root.x;
  while (root.left > 0) {
    if (!nearCall(root, x, root.left--)) return;
    x = result;
  }
  sum = x;
}

function runFar(root: Root): void {
  let x = root.x;
  while (root.left > 0) {
    if (!farCall(root, x, root.left--)) return;
    x = result;
  }
  sum = x;
}

function poll(task: usize): void {
  const root = changetype<Root>(task);
  if (root.kind == NEAR) {
    root.x = root.calleeX * 31 + root.calleeI;
    runNear(root);
  } else {
    root.calleeK++;
    if (farYield(root)) return;
    root.x = root.calleeX * 31 + root.calleeI;
    runFar(root);
  }
}

export function tacet_turn(budget: u32): i32 {
  let task: usize;
  while (budget-- > 0 && (task = take())) poll(task);
  return anyReady();
}

function start(kind: u8, times: u32): Root {
  const root = changetype<Root>(roots);
  root.kind = kind;
  root.left = times;
  root.x = 1;
  return root;
}

export function start_ready_near(times: u32): void {
  runNear(start(NEAR, times));
}

export function start_ready_far(times: u32): void {
  runFar(start(FAR, times));
}

export function start_plain(times: u32): void {
  let x: u32 = 1;
  for (let i = times; i > 0; i--) x = plainCall(x, i);
  sum = x;
}

export function checksum(): u32 {
  return sum;
}
