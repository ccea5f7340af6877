// Join: a task starts children, waits for them, and does so again `times` times.
// Children are tasks of their own; the last one to end makes the parent ready.

import { anyReady, ready, runTask, start, suspend, take, Task, TaskFlags, yieldNow } from "./executor";

export { tacet_init } from "./executor";

const PARENT_SPAWN: u8 = 0;
const PARENT_TOGETHER: u8 = 1;
const PARENT_STAGGERED: u8 = 2;
const PARENT_RACE: u8 = 3;
const CHILD_ONCE: u8 = 4;
const CHILD_LINK: u8 = 5;
const CHILD_WINNER: u8 = 6;
const CHILD_LOSER: u8 = 7;

const CHILD_COUNT: u32 = 10;
const TASK_BYTES: usize = 256;

const parent = memory.data(256);
const children = memory.data(10 * 256);
const results = memory.data(10 * sizeof<u32>());
let winner: u32 = 0;
let raceOpen: bool = false;
let sum: u32 = 0;

function child(index: u32): usize {
  return children + index * TASK_BYTES;
}

function result(index: u32): u32 {
  return load<u32>(results + index * sizeof<u32>());
}

/** Ends child `index`: the parent's last child makes it ready. */
function childEnd(index: u32, value: u32): void {
  store<u32>(results + index * sizeof<u32>(), value);
  if (--changetype<Task>(parent).waits == 0) ready(parent);
}

function raceEnd(index: u32, value: u32): void {
  if (raceOpen) {
    raceOpen = false;
    winner = index;
    changetype<Task>(child(1 - index)).flags |= TaskFlags.CANCEL;
  }
  childEnd(index, value);
}

function indexOf(task: usize): u32 {
  return <u32>(task - children) / TASK_BYTES;
}

function once(task: usize, x: u32): void {
  yieldNow();
  childEnd(indexOf(task), x * 3 + 1);
}

function link(task: usize, x: u32): void {
  const index = indexOf(task);
  if (index == CHILD_COUNT - 1) yieldNow();
  else suspend();
  if (index > 0) ready(child(index - 1));
  childEnd(index, x * 3 + 1);
}

function win(x: u32): void {
  yieldNow();
  raceEnd(0, x * 3 + 1);
}

function lose(task: usize): void {
  for (let i = 0; i < 3; i++) {
    yieldNow();
    if (changetype<Task>(task).flags & TaskFlags.CANCEL) {
      childEnd(1, 0);
      return;
    }
  }
  raceEnd(1, 0);
}

/** Starts `count` children; the caller suspends until all have ended. */
function startChildren(kind: u8, count: u32, argument: u32): void {
  for (let i: u32 = 0; i < count; i++) start(child(i), TASK_BYTES, kind, argument + i);
  changetype<Task>(parent).waits = <u8>count;
}

function sumAll(): void {
  for (let i: u32 = 0; i < CHILD_COUNT; i++) sum += result(i);
}

function rootSpawn(times: u32): void {
  for (; times > 0; times--) {
    startChildren(CHILD_ONCE, 1, times);
    suspend();
    sum += result(0);
  }
}

function rootTogether(times: u32): void {
  for (; times > 0; times--) {
    startChildren(CHILD_ONCE, CHILD_COUNT, times);
    suspend();
    sumAll();
  }
}

function rootStaggered(times: u32): void {
  for (; times > 0; times--) {
    startChildren(CHILD_LINK, CHILD_COUNT, times);
    suspend();
    sumAll();
  }
}

function rootRace(times: u32): void {
  for (; times > 0; times--) {
    raceOpen = true;
    start(child(0), TASK_BYTES, CHILD_WINNER, times);
    start(child(1), TASK_BYTES, CHILD_LOSER, times);
    changetype<Task>(parent).waits = 2;
    suspend();
    sum += result(winner);
  }
}

function entry(task: usize): void {
  const argument = changetype<Task>(task).argument;
  switch (changetype<Task>(task).kind) {
    case PARENT_SPAWN: return rootSpawn(argument);
    case PARENT_TOGETHER: return rootTogether(argument);
    case PARENT_STAGGERED: return rootStaggered(argument);
    case PARENT_RACE: return rootRace(argument);
    case CHILD_ONCE: return once(task, argument);
    case CHILD_LINK: return link(task, argument);
    case CHILD_WINNER: return win(argument);
    case CHILD_LOSER: return lose(task);
  }
}

export function tacet_turn(budget: u32): i32 {
  let task: usize;
  while (budget-- > 0 && (task = take())) runTask(task, entry);
  return anyReady();
}

function startParent(kind: u8, times: u32): void {
  sum = 0;
  start(parent, TASK_BYTES, kind, times);
}

export function start_spawn_join(times: u32): void {
  startParent(PARENT_SPAWN, times);
}

export function start_join_together(times: u32): void {
  startParent(PARENT_TOGETHER, times);
}

export function start_join_staggered(times: u32): void {
  startParent(PARENT_STAGGERED, times);
}

export function start_race(times: u32): void {
  startParent(PARENT_RACE, times);
}

export function checksum(): u32 {
  return sum;
}
