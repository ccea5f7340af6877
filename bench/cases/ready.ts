// Ready: a task awaits a call that may suspend but completes at once, next to a plain call of the same body.
// `gate` is what the call would wait for; the host could set it, so no compiler may assume it stays 0.

import { trySpawn, yieldNow } from "tacet/assembly";

let gate: u32 = 0;
let sum: u32 = 0;

export function set_gate(value: u32): void {
  gate = value;
}

async function near(x: u32, i: u32): Promise<u32> {
  if (gate) await yieldNow();
  return x * 31 + i;
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

async function far(x: u32, i: u32): Promise<u32> {
  if (gate) {
    if (gate == u32.MAX_VALUE) x = bulk(x);
    for (let k: u32 = 0; k < 4; k++) {
      x ^= k + gate;
      await yieldNow();
    }
  }
  return x * 31 + i;
}

function plain(x: u32, i: u32): u32 {
  if (gate) {
    if (gate == u32.MAX_VALUE) x = bulk(x);
    for (let k: u32 = 0; k < 4; k++) x ^= k + gate;
  }
  return x * 31 + i;
}

@pool(1)
async function rootNear(times: u32): Promise<void> {
  let x: u32 = 1;
  for (let i = times; i > 0; i--) x = await near(x, i);
  sum = x;
}

@pool(1)
async function rootFar(times: u32): Promise<void> {
  let x: u32 = 1;
  for (let i = times; i > 0; i--) x = await far(x, i);
  if (gate == u32.MAX_VALUE) x = await far(x, 0); // never; a second call keeps the first from being inlined
  sum = x;
}

export function start_ready_near(times: u32): void {
  trySpawn(rootNear(times));
}

export function start_ready_far(times: u32): void {
  trySpawn(rootFar(times));
}

export function start_plain(times: u32): void {
  let x: u32 = 1;
  for (let i = times; i > 0; i--) x = plain(x, i);
  sum = x;
}

export function checksum(): u32 {
  return sum;
}
