// Join: a task starts children, waits for them, and does so again `times` times.
// Children are tasks of their own: started at once, they run until their first suspension; the last one to end makes the
// parent ready, which then runs from the queue.

import { anyReady, ready, take, Task, TaskFlags } from "./executor";

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

// @ts-ignore: decorator
@unmanaged
class Child extends Task {
  x: u32;
}

const parentData = memory.data(offsetof<Task>());
const children = memory.data(10 * offsetof<Child>());
let left: u32 = 0;
let winner: usize = 0;
let sum: u32 = 0;

// @ts-ignore: decorator
@inline
function parent(): Task {
  return changetype<Task>(parentData);
}

// @ts-ignore: decorator
@inline
function child(index: u32): Child {
  return changetype<Child>(children + index * offsetof<Child>());
}

// @ts-ignore: decorator
@inline
function childStart(index: u32, kind: u8, x: u32): usize {
  const c = child(index);
  c.kind = kind;
  c.state = 0;
  c.flags = 0;
  c.x = x;
  return changetype<usize>(c);
}

// @ts-ignore: decorator
@inline
function childEnd(): void {
  if (--parent().waits == 0) ready(parentData);
}

// @ts-ignore: decorator
@inline
function raceEnd(c: usize, other: usize): void {
  if (!winner) {
    winner = c;
    changetype<Child>(other).flags |= TaskFlags.CANCEL;
  }
  childEnd();
}

// @ts-ignore: decorator
@inline
function spawnStart(): void {
  ready(childStart(0, CHILD_ONCE, left));
  parent().waits = 1;
}

// @ts-ignore: decorator
@inline
function togetherStart(): void {
  for (let i: u32 = 0; i < CHILD_COUNT; i++) ready(childStart(i, CHILD_ONCE, left + i));
  parent().waits = <u8>CHILD_COUNT;
}

// @ts-ignore: decorator
@inline
function staggeredStart(): void {
  for (let i: u32 = 0; i < CHILD_COUNT; i++) childStart(i, CHILD_LINK, left + i);
  ready(changetype<usize>(child(CHILD_COUNT - 1)));
  parent().waits = <u8>CHILD_COUNT;
}

// @ts-ignore: decorator
@inline
function raceStart(): void {
  winner = 0;
  ready(childStart(0, CHILD_WINNER, left));
  ready(childStart(1, CHILD_LOSER, left));
  parent().waits = 2;
}

// @ts-ignore: decorator
@inline
function sumAll(): void {
  for (let i: u32 = 0; i < CHILD_COUNT; i++) sum += child(i).x;
}

// @ts-ignore: decorator
@inline
function poll(task: usize): void {
  const c = changetype<Child>(task);
  switch (c.kind) {
    case PARENT_SPAWN:
      sum += child(0).x;
      if (--left > 0) spawnStart();
      return;
    case PARENT_TOGETHER:
      sumAll();
      if (--left > 0) togetherStart();
      return;
    case PARENT_STAGGERED:
      sumAll();
      if (--left > 0) staggeredStart();
      return;
    case PARENT_RACE:
      sum += changetype<Child>(winner).x;
      if (--left > 0) raceStart();
      return;
    case CHILD_ONCE:
      c.x = c.x * 3 + 1;
      childEnd();
      return;
    case CHILD_LINK: // wakes the one before it in the row, which has been parked since its start
      c.x = c.x * 3 + 1;
      if (task != children) ready(task - offsetof<Child>());
      childEnd();
      return;
    case CHILD_WINNER:
      c.x = c.x * 3 + 1;
      raceEnd(task, task + offsetof<Child>());
      return;
    case CHILD_LOSER:
      if (c.flags & TaskFlags.CANCEL) {
        childEnd();
      } else if (++c.state < 3) {
        ready(task);
      } else {
        c.x = 0;
        raceEnd(task, task - offsetof<Child>());
      }
      return;
  }
}

export function tacet_turn(budget: u32): i32 {
  let task: usize;
  while (budget-- > 0 && (task = take())) poll(task);
  return anyReady();
}

function start(kind: u8, times: u32): bool {
  sum = 0;
  parent().kind = kind;
  left = times;
  return times > 0;
}

export function start_spawn_join(times: u32): void {
  if (start(PARENT_SPAWN, times)) spawnStart();
}

export function start_join_together(times: u32): void {
  if (start(PARENT_TOGETHER, times)) togetherStart();
}

export function start_join_staggered(times: u32): void {
  if (start(PARENT_STAGGERED, times)) staggeredStart();
}

export function start_race(times: u32): void {
  if (start(PARENT_RACE, times)) raceStart();
}

export function checksum(): u32 {
  return sum;
}
