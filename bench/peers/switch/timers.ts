// Timers: sleeping tasks (insert + fire), and pending timers of which pseudo-random ones are cancelled and inserted again.
// A hashed wheel with doubly linked lists, as in the C peer.

import { anyReady, nowUs, ready, take, Task } from "./executor";

export { tacet_init } from "./executor";

const SLOTS: u32 = 1024;
const TASK_COUNT_MAX: i32 = 100000;
const DELAY_MAX: u32 = 1000;

// @ts-ignore: decorator
@unmanaged
class Sleeper extends Task {
  following: usize; // in its slot
  link: usize; // address of the pointer to this one
  deadline: u32; // ms
  seed: u32;
  left: u32;
}

const tasks = memory.data(TASK_COUNT_MAX * offsetof<Sleeper>());
const slots = memory.data(1024 * sizeof<usize>());
let now: u32 = 0; // ms
let base: u32 = 0; // ms; when the workload started
let taskCount: u32 = 0;
let sum: u32 = 0;

// @ts-ignore: decorator
@inline
function nextRandom(seed: u32): u32 {
  return seed * 1664525 + 1013904223;
}

// @ts-ignore: decorator
@inline
function timerInsert(s: Sleeper, deadline: u32): void {
  const slot = slots + (deadline % SLOTS) * sizeof<usize>();
  const first = load<usize>(slot);
  s.deadline = deadline;
  s.following = first;
  s.link = slot;
  if (first) changetype<Sleeper>(first).link = changetype<usize>(s) + offsetof<Sleeper>("following");
  store<usize>(slot, changetype<usize>(s));
}

// @ts-ignore: decorator
@inline
function timerRemove(s: Sleeper): void {
  const following = s.following;
  store<usize>(s.link, following);
  if (following) changetype<Sleeper>(following).link = s.link;
}

function timersAdvance(): void {
  const until = <u32>(nowUs() / 1000);
  while (now < until) {
    now++;
    let timer = load<usize>(slots + (now % SLOTS) * sizeof<usize>());
    while (timer) {
      const s = changetype<Sleeper>(timer);
      timer = s.following;
      if (s.deadline > now) continue; // a later round of the wheel
      timerRemove(s);
      ready(changetype<usize>(s));
    }
  }
}

// @ts-ignore: decorator
@inline
function sleepNext(s: Sleeper): void {
  s.seed = nextRandom(s.seed);
  timerInsert(s, now + 1 + (s.seed >> 8) % DELAY_MAX);
}

// @ts-ignore: decorator
@inline
function poll(task: usize): void {
  const s = changetype<Sleeper>(task);
  sum += s.seed ^ (now - base);
  if (--s.left > 0) sleepNext(s);
}

export function tacet_turn(budget: u32): i32 {
  timersAdvance();
  let task: usize;
  while (budget-- > 0 && (task = take())) poll(task);
  return anyReady();
}

// @ts-ignore: decorator
@inline
function sleeper(index: u32): Sleeper {
  return changetype<Sleeper>(tasks + index * offsetof<Sleeper>());
}

export function start_timers(count: u32, rounds: u32): void {
  sum = 0;
  base = now = <u32>(nowUs() / 1000);
  for (let i: u32 = 0; i < count; i++) {
    sleeper(i).seed = i;
    sleeper(i).left = rounds;
    sleepNext(sleeper(i));
  }
}

/** Sets `count` timers that never fire within the benchmark. */
export function start_pending(count: u32): void {
  base = now = <u32>(nowUs() / 1000);
  taskCount = count;
  for (let i: u32 = 0; i < count; i++) timerInsert(sleeper(i), now + 3600000 + i);
}

export function reinsert(times: u32): void {
  let seed: u32 = 1;
  sum = 0;
  for (let i: u32 = 0; i < times; i++) {
    seed = nextRandom(seed);
    const s = sleeper((seed >> 8) % taskCount);
    timerRemove(s);
    timerInsert(s, now + 3600000 + (seed >> 12));
    sum += s.deadline - now;
  }
}

export function checksum(): u32 {
  return sum;
}
