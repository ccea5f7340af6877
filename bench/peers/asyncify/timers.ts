// Timers: sleeping tasks (insert + fire), and pending timers of which pseudo-random ones are cancelled and inserted again.
// A hashed wheel with doubly linked lists, as in the C peer; a timer stands in front of its task.

import { anyReady, nowUs, ready, runTask, start, suspend, take, Task, TASK_HEADER } from "./executor";

export { tacet_init } from "./executor";

const SLOTS: u32 = 1024;
const TASK_COUNT_MAX: i32 = 100000;
const DELAY_MAX: u32 = 1000;
const TASK_BYTES: usize = TASK_HEADER + 96;

// @ts-ignore: decorator
@unmanaged
class Timer {
  following: usize; // in its slot
  link: usize; // address of the pointer to this one
  deadline: u32; // ms
}

const SLEEPER_BYTES: usize = 128; // Timer and task

const sleepers = memory.data(TASK_COUNT_MAX * 128);
const slots = memory.data(1024 * sizeof<usize>());
let now: u32 = 0; // ms
let base: u32 = 0; // ms; when the workload started
let timerCount: u32 = 0;
let sum: u32 = 0;

function nextRandom(seed: u32): u32 {
  return seed * 1664525 + 1013904223;
}

function timerInsert(timer: Timer, deadline: u32): void {
  const slot = slots + (deadline % SLOTS) * sizeof<usize>();
  const first = load<usize>(slot);
  timer.deadline = deadline;
  timer.following = first;
  timer.link = slot;
  if (first) changetype<Timer>(first).link = changetype<usize>(timer) + offsetof<Timer>("following");
  store<usize>(slot, changetype<usize>(timer));
}

function timerRemove(timer: Timer): void {
  const following = timer.following;
  store<usize>(timer.link, following);
  if (following) changetype<Timer>(following).link = timer.link;
}

function timersAdvance(): void {
  const until = <u32>(nowUs() / 1000);
  while (now < until) {
    now++;
    let at = load<usize>(slots + (now % SLOTS) * sizeof<usize>());
    while (at) {
      const timer = changetype<Timer>(at);
      const task = at + offsetof<Timer>();
      at = timer.following;
      if (timer.deadline > now) continue; // a later round of the wheel
      timerRemove(timer);
      ready(task);
    }
  }
}

function timer(index: u32): Timer {
  return changetype<Timer>(sleepers + index * SLEEPER_BYTES);
}

/** Insert runs once, not again when the stack is rewound: asyncify skips it. */
function sleep(task: usize, ms: u32): void {
  timerInsert(changetype<Timer>(task - offsetof<Timer>()), now + ms);
  suspend();
}

function sleeper(task: usize, rounds: u32): void {
  let seed = <u32>(task - sleepers) / SLEEPER_BYTES;
  for (; rounds > 0; rounds--) {
    seed = nextRandom(seed);
    sleep(task, 1 + (seed >> 8) % DELAY_MAX);
    sum += seed ^ (now - base);
  }
}

function entry(task: usize): void {
  sleeper(task, changetype<Task>(task).argument);
}

export function tacet_turn(budget: u32): i32 {
  timersAdvance();
  let task: usize;
  while (budget-- > 0 && (task = take())) runTask(task, entry);
  return anyReady();
}

export function start_timers(count: u32, rounds: u32): void {
  sum = 0;
  base = now = <u32>(nowUs() / 1000);
  for (let i: u32 = 0; i < count; i++) start(changetype<usize>(timer(i)) + offsetof<Timer>(), TASK_BYTES, 0, rounds);
}

/** Sets `count` timers that never fire within the benchmark. */
export function start_pending(count: u32): void {
  base = now = <u32>(nowUs() / 1000);
  timerCount = count;
  for (let i: u32 = 0; i < count; i++) timerInsert(timer(i), now + 3600000 + i);
}

export function reinsert(times: u32): void {
  let seed: u32 = 1;
  sum = 0;
  for (let i: u32 = 0; i < times; i++) {
    seed = nextRandom(seed);
    const t = timer((seed >> 8) % timerCount);
    timerRemove(t);
    timerInsert(t, now + 3600000 + (seed >> 12));
    sum += t.deadline - now;
  }
}

export function checksum(): u32 {
  return sum;
}
