// Join: a task starts children, waits for them, and does so again `times` times.
// Children are tasks of their own in their parent's memory: spawning makes one ready, the executor polls it, and the last one
// to end makes its parent ready, which then runs from the queue. As the C peer.

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
  owner: usize;
  x: u32;
}

// @ts-ignore: decorator
@unmanaged
class Parent extends Task {
  left: u32;
  winner: usize; // 0 while a race is open
  // the children follow
}

const parents = memory.data(offsetof<Parent>() + 10 * offsetof<Child>());
let sum: u32 = 0;

// @ts-ignore: decorator
@inline
function parentAt(task: usize): Parent {
  return changetype<Parent>(task);
}

// @ts-ignore: decorator
@inline
function childOf(parent: usize, index: u32): Child {
  return changetype<Child>(parent + offsetof<Parent>() + index * offsetof<Child>());
}

// @ts-ignore: decorator
@inline
function spawn(parent: usize, index: u32, kind: u8, x: u32): void {
  const c = childOf(parent, index);
  c.kind = kind;
  c.state = 0;
  c.flags = 0;
  c.owner = parent;
  c.x = x;
  ready(changetype<usize>(c));
}

// @ts-ignore: decorator
@inline
function childEnd(c: Child): void {
  if (--parentAt(c.owner).waits == 0) ready(c.owner);
}

/** The first to end cancels the other, which ends at its next poll. */
// @ts-ignore: decorator
@inline
function raceEnd(c: Child, other: usize): void {
  const parent = parentAt(c.owner);
  if (!parent.winner) {
    parent.winner = changetype<usize>(c);
    changetype<Child>(other).flags |= TaskFlags.CANCEL;
  }
  childEnd(c);
}

// @ts-ignore: decorator
@inline
function startSpawn(p: usize): void {
  spawn(p, 0, CHILD_ONCE, parentAt(p).left);
  parentAt(p).waits = 1;
}

// @ts-ignore: decorator
@inline
function startTen(p: usize, kind: u8): void {
  for (let i: u32 = 0; i < CHILD_COUNT; i++) spawn(p, i, kind, parentAt(p).left + i);
  parentAt(p).waits = <u8>CHILD_COUNT;
}

// @ts-ignore: decorator
@inline
function startRace(p: usize): void {
  parentAt(p).winner = 0;
  spawn(p, 0, CHILD_WINNER, parentAt(p).left);
  spawn(p, 1, CHILD_LOSER, parentAt(p).left);
  parentAt(p).waits = 2;
}

// @ts-ignore: decorator
@inline
function sumTen(p: usize): void {
  for (let i: u32 = 0; i < CHILD_COUNT; i++) sum += childOf(p, i).x;
}

/** Whether another round is to be started. */
// @ts-ignore: decorator
@inline
function again(p: usize): bool {
  return --parentAt(p).left > 0;
}

// @ts-ignore: decorator
@inline
function poll(task: usize): void {
  const c = changetype<Child>(task);
  switch (c.kind) {
    case PARENT_SPAWN:
      sum += childOf(task, 0).x;
      if (again(task)) startSpawn(task);
      return;
    case PARENT_TOGETHER:
      sumTen(task);
      if (again(task)) startTen(task, CHILD_ONCE);
      return;
    case PARENT_STAGGERED:
      sumTen(task);
      if (again(task)) startTen(task, CHILD_LINK);
      return;
    case PARENT_RACE:
      sum += changetype<Child>(parentAt(task).winner).x;
      if (again(task)) startRace(task);
      return;
    case CHILD_ONCE:
      if (c.state++ == 0) {
        ready(task);
        return;
      }
      c.x = c.x * 3 + 1;
      childEnd(c);
      return;
    case CHILD_LINK: // waits for its gate (the last one: yields), then opens the gate of the one before it
      if (c.state++ == 0) {
        if (c == childOf(c.owner, CHILD_COUNT - 1)) ready(task);
        return;
      }
      c.x = c.x * 3 + 1;
      if (c != childOf(c.owner, 0)) ready(task - offsetof<Child>());
      childEnd(c);
      return;
    case CHILD_WINNER:
      if (c.state++ == 0) {
        ready(task);
        return;
      }
      c.x = c.x * 3 + 1;
      raceEnd(c, task + offsetof<Child>());
      return;
    case CHILD_LOSER:
      if (c.flags & TaskFlags.CANCEL) {
        childEnd(c);
      } else if (c.state++ < 3) {
        ready(task);
      } else {
        c.x = 0;
        raceEnd(c, task - offsetof<Child>());
      }
      return;
  }
}

export function tacet_turn(budget: u32): i32 {
  let task: usize;
  while (budget-- > 0 && (task = take())) poll(task);
  return anyReady();
}

function startParent(kind: u8, times: u32): bool {
  sum = 0;
  parentAt(parents).kind = kind;
  parentAt(parents).left = times;
  return times > 0;
}

export function start_spawn_join(times: u32): void {
  if (startParent(PARENT_SPAWN, times)) startSpawn(parents);
}

export function start_join_together(times: u32): void {
  if (startParent(PARENT_TOGETHER, times)) startTen(parents, CHILD_ONCE);
}

export function start_join_staggered(times: u32): void {
  if (startParent(PARENT_STAGGERED, times)) startTen(parents, CHILD_LINK);
}

export function start_race(times: u32): void {
  if (startParent(PARENT_RACE, times)) startRace(parents);
}

export function checksum(): u32 {
  return sum;
}
