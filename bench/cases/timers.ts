// Timers: sleeping tasks (insert + fire), and pending timers of which pseudo-random ones are cancelled and inserted again.

import { now, sleep, trySpawn } from "tacet/assembly";
import { timerInsert, timerRemove } from "tacet/assembly/timer";
import { Timer } from "tacet/assembly/timer-list";

const DELAY_MS_MAX: u32 = 1000;

let sum: u32 = 0;
let base: u64 = 0; // us; when the workload started
let pendingCount: u32 = 0;

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

/** The task of timers that never fire. */
const NOBODY: usize = 0;
const pending = memory.data(100000 * offsetof<Timer>());

// @ts-ignore: decorator
@inline
function timer(index: u32): usize {
  return pending + index * offsetof<Timer>();
}

/** Sets `count` timers that never fire within the benchmark. */
export function start_pending(count: u32): void {
  base = now();
  pendingCount = count;
  for (let i: u32 = 0; i < count; i++) timerInsert(timer(i), NOBODY, base + <u64>(3600000 + i) * 1000);
}

export function reinsert(times: u32): void {
  let seed: u32 = 1;
  sum = 0;
  for (let i: u32 = 0; i < times; i++) {
    seed = nextRandom(seed);
    const t = timer((seed >> 8) % pendingCount);
    const delay = 3600000 + (seed >> 12);
    timerRemove(t);
    timerInsert(t, NOBODY, base + <u64>delay * 1000);
    sum += delay;
  }
}

export function checksum(): u32 {
  return sum;
}
