// Join: a task starts children, waits for them, and does so again `times` times.

import { trySpawn, yieldNow } from "tacet/assembly";
import { __park } from "tacet/assembly/intrinsics";
import { wake } from "tacet/assembly/queue";
import { currentTask } from "tacet/assembly/task";

let sum: u32 = 0;

/** The sum is read behind the awaits, as by the peers. */
// @ts-ignore: decorator
@inline
function add(value: u32): void {
  sum += value;
}

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
    add(await child);
  }
}

@pool(1)
async function joinTogether(times: u32): Promise<void> {
  for (let left = times; left > 0; left--) {
    const a = once(left);
    const b = once(left + 1);
    const c = once(left + 2);
    const d = once(left + 3);
    const e = once(left + 4);
    const f = once(left + 5);
    const g = once(left + 6);
    const h = once(left + 7);
    const i = once(left + 8);
    const j = once(left + 9);
    await Promise.all([a, b, c, d, e, f, g, h, i, j]);
    add((await a) + (await b) + (await c) + (await d) + (await e));
    add((await f) + (await g) + (await h) + (await i) + (await j));
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
    const a = link(0, left);
    const b = link(1, left + 1);
    const c = link(2, left + 2);
    const d = link(3, left + 3);
    const e = link(4, left + 4);
    const f = link(5, left + 5);
    const g = link(6, left + 6);
    const h = link(7, left + 7);
    const i = link(8, left + 8);
    const j = link(9, left + 9);
    await Promise.all([a, b, c, d, e, f, g, h, i, j]);
    add((await a) + (await b) + (await c) + (await d) + (await e));
    add((await f) + (await g) + (await h) + (await i) + (await j));
  }
}

@pool(1)
async function race(times: u32): Promise<void> {
  for (let left = times; left > 0; left--) {
    const first = await Promise.race([once(left), thrice()]);
    sum += first;
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
