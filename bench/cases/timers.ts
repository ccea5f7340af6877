// Timers: sleeping tasks (insert + fire).

import { now, sleep, trySpawn } from "tacet/assembly";

const DELAY_MS_MAX: u32 = 1000;

let sum: u32 = 0;
let base: u64 = 0; // us; when the workload started

/** Since the workload started, which takes less than an hour: 32 bits, as the peers have it, without a division of 64. */
// @ts-ignore: decorator
@inline
function elapsedMs(): u32 {
  return <u32>(now() - base) / 1000;
}

// @ts-ignore: decorator
@inline
function nextRandom(seed: u32): u32 {
  return seed * 1664525 + 1013904223;
}

@pool(100000)
async function sleeper(index: u32, rounds: u32): Promise<void> {
  let seed = index;
  for (; rounds > 0; rounds--) {
    seed = nextRandom(seed);
    await sleep(1 + (seed >> 8) % DELAY_MS_MAX);
    sum += seed ^ elapsedMs();
  }
}

export function start_timers(count: u32, rounds: u32): void {
  sum = 0;
  base = now();
  for (let i: u32 = 0; i < count; i++) trySpawn(sleeper(i, rounds));
}

export function checksum(): u32 {
  return sum;
}
