// Stand-ins for tasks, for tests of what wakes tasks: control blocks that look parked, each with a timer.
// The ready queue after an advance is the trace: who woke, in order.

import { dequeue, queueEmpty } from "tacet/assembly/queue";
import { asTask } from "tacet/assembly/task";
import { timerInsert, timerRemove, timersAdvance } from "tacet/assembly/timer";

export const SLEEPER_COUNT: i32 = 300;

const TIMER_OFFSET: usize = 16;
const SLEEPER_BYTES: usize = 40;
const sleepers = memory.data(12000, 8);
const SOME_FRAME: usize = 4;

export function timerOf(index: i32): usize {
  return taskOf(index) + TIMER_OFFSET; // the bytes behind the control block are this sleeper's timer
}

export function taskOf(index: i32): usize {
  return sleepers + <usize>index * SLEEPER_BYTES;
}

export function insert(index: i32, when: u64): void {
  asTask(taskOf(index)).top = SOME_FRAME;
  timerInsert(timerOf(index), taskOf(index), when);
}

export function remove(index: i32): void {
  timerRemove(timerOf(index));
}

/** Advances the timers and returns who woke, in order; all are parked again then. */
export function advance(now: u64): i32[] {
  timersAdvance(now);
  const woken: i32[] = [];
  while (!queueEmpty()) {
    const task = dequeue();
    asTask(task).flags = 0;
    woken.push(<i32>((task - sleepers) / SLEEPER_BYTES));
  }
  return woken;
}
