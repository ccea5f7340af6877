// Turn: the host's entry -> completions and timers wake tasks, ready tasks are polled, the next deadline is left for the host.
//
//   tacet_init -> address of the control block
//   tacet_turn(budget) -> 0 idle, 1 more to do, 2 exited, -1 refused (a turn is running, or the program exited or trapped)
//   tacet_cancel(call), tacet_release(call): a call the host started

import {
  __poolOf, __ringsBegin, __rootFrame, __sleepersAdvance, __sleepersNext, __submittersWait, __usesMain, __usesSleepers,
} from "./intrinsics";
import { SHORT_TIME } from "./compact";
import { controlInit, hasExited, mayTurn, now, nowLow, setDeadline, turnEnter, turnLeave } from "./control";
import { cancelTask } from "./child";
import { asTask, TaskFlags } from "./task";
import { dequeue, queueEmpty } from "./queue";
import { poll } from "./poll";
import { poolRelease } from "./pool";

/** What a turn tells the host. */
export namespace Turn {
  export const IDLE: i32 = 0;
  export const MORE: i32 = 1;
  export const EXITED: i32 = 2;
  export const REFUSED: i32 = -1;
}

/** Readies the control block. @returns its address */
export function tacet_init(): usize {
  return controlInit();
}

/** Runs ready tasks, at most `budget` polls. */
export function tacet_turn(budget: u32): i32 {
  if (!mayTurn()) return Turn.REFUSED;
  turnEnter();
  __ringsBegin();
  if (__usesSleepers()) __sleepersAdvance(SHORT_TIME ? nowLow() : now());
  while (!queueEmpty()) {
    if (!budget) break;
    budget--;
    poll(dequeue());
  }
  if (__usesSleepers()) setDeadline(__sleepersNext()); // otherwise it stays as controlInit left it
  if (__usesMain() && hasExited()) return Turn.EXITED;
  turnLeave();
  return queueEmpty() && !__submittersWait() ? Turn.IDLE : Turn.MORE; // the host takes what is in the ring before it enters again
}

/** Asks the call to stop; it ends like any other, with CANCELLED set. No effect on a call that has ended. */
export function tacet_cancel(call: usize): void {
  if ((asTask(call).flags & TaskFlags.KIND) == TaskFlags.HOST) cancelTask(call);
}

/** Gives back the slot of an ended call whose result the host has read. */
export function tacet_release(call: usize): void {
  const flags = <u32>asTask(call).flags;
  if ((flags & (TaskFlags.KIND | TaskFlags.DONE)) == (TaskFlags.HOST | TaskFlags.DONE)) poolRelease(__poolOf(__rootFrame(call)), call);
}
