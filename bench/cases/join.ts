// Join: a task starts children, waits for them, and does so again `times` times.

import { trySpawn, yieldNow } from "tacet/assembly";
import { __park } from "tacet/assembly/intrinsics";
import { wake } from "tacet/assembly/queue";
import { currentTask } from "tacet/assembly/task";

let sum: u32 = 0;

async function once(x: u32): Promise<u32> {
  await yieldNow();
  return x * 3 + 1;
}

async function thrice(): Promise<u32> {
  for (let i = 0; i < 3; i++) await yieldNow();
  return 0;
}

@pool(1)
async function spawnJoin(times: u32): Promise<void> {
  for (let left = times; left > 0; left--) {
    const child = once(left);
    sum += await child;
  }
}

@pool(1)
async function joinTogether(times: u32): Promise<void> {
  for (let left = times; left > 0; left--) {
    const [a, b, c, d, e, f, g, h, i, j] = await Promise.all([
      once(left), once(left + 1), once(left + 2), once(left + 3), once(left + 4),
      once(left + 5), once(left + 6), once(left + 7), once(left + 8), once(left + 9),
    ]);
    sum += a + b + c + d + e + f + g + h + i + j;
  }
}

/** Tasks waiting for their gate. */
const waiting = memory.data(10 * sizeof<usize>());

/** Waits for its gate (the last one: a yield), then opens the gate of the one before it. */
async function link(index: usize, x: u32): Promise<u32> {
  if (index == 9) {
    await yieldNow();
  } else {
    store<usize>(waiting + index * sizeof<usize>(), currentTask());
    await __park();
  }
  if (index > 0) wake(load<usize>(waiting + (index - 1) * sizeof<usize>()));
  return x * 3 + 1;
}

@pool(1)
async function joinStaggered(times: u32): Promise<void> {
  for (let left = times; left > 0; left--) {
    const [a, b, c, d, e, f, g, h, i, j] = await Promise.all([
      link(0, left), link(1, left + 1), link(2, left + 2), link(3, left + 3), link(4, left + 4),
      link(5, left + 5), link(6, left + 6), link(7, left + 7), link(8, left + 8), link(9, left + 9),
    ]);
    sum += a + b + c + d + e + f + g + h + i + j;
  }
}

@pool(1)
async function race(times: u32): Promise<void> {
  for (let left = times; left > 0; left--) {
    sum += await Promise.race([once(left), thrice()]);
  }
}

export function start_spawn_join(times: u32): void {
  sum = 0;
  trySpawn(spawnJoin(times));
}

export function start_join_together(times: u32): void {
  sum = 0;
  trySpawn(joinTogether(times));
}

export function start_join_staggered(times: u32): void {
  sum = 0;
  trySpawn(joinStaggered(times));
}

export function start_race(times: u32): void {
  sum = 0;
  trySpawn(race(times));
}

export function checksum(): u32 {
  return sum;
}
