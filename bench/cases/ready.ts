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

/** Too large to be inlined: the suspending side, which never runs here, is a loop. */
async function far(x: u32, i: u32): Promise<u32> {
  if (gate) {
    for (let k: u32 = 0; k < 4; k++) {
      x ^= k + gate;
      await yieldNow();
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
