// Stand-ins for sleeping tasks, for tests of what wakes them: control blocks with a frame that sleeps.
// The ready queue after an advance is the trace: who woke, in order.

import { trySpawn } from "tacet/assembly";
import { __frameValues, __rootFrame, __usesCancel } from "tacet/assembly/intrinsics";
import { dequeue, queueEmpty } from "tacet/assembly/queue";
import { sleeperInsert, sleeperRemove, sleepersAdvance } from "tacet/assembly/sleepers";
import { asTask, setTop, TaskFlags } from "tacet/assembly/task";
import { TIMER_SLOT_COUNT } from "tacet/assembly/timer-profile";

export const SLEEPER_COUNT: i32 = 300;

const SLEEPER_BYTES: usize = 40;
const sleepers = memory.data(12000, 8);

/** What the library asks the compiler is answered where a program has an async function. */
@pool(1)
async function nothing(): Promise<void> {}
trySpawn(nothing());

export function taskOf(index: i32): usize {
  return sleepers + <usize>index * SLEEPER_BYTES;
}

export function isSleeping(index: i32): bool {
  return (asTask(taskOf(index)).flags & TaskFlags.SLEEPING) != 0;
}

/** Lets a task sleep until `when`; one that sleeps already is taken out before. */
export function insert(index: i32, when: u64): void {
  remove(index);
  const task = taskOf(index);
  const frame = __rootFrame(task);
  setTop(task, frame);
  store<u64>(__frameValues(frame) + (TIMER_SLOT_COUNT && __usesCancel() ? 4 : 0), when);
  asTask(task).flags = <u8>(TaskFlags.SCHEDULED | TaskFlags.SLEEPING);
  sleeperInsert(task);
}

export function remove(index: i32): void {
  if (!isSleeping(index)) return;
  sleeperRemove(taskOf(index));
  asTask(taskOf(index)).flags = 0;
}

/** Advances the time and returns who woke, in order; all are parked again then. */
export function advance(now: u64): i32[] {
  sleepersAdvance(now);
  const woken: i32[] = [];
  while (!queueEmpty()) {
    const task = dequeue();
    asTask(task).flags = 0;
    woken.push(<i32>((task - sleepers) / SLEEPER_BYTES));
  }
  return woken;
}
