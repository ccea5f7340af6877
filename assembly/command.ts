// Command: what programs that run their own turns have in common, as WASI commands (wasi/command.ts) and as programs that enter their
// host by one import (wamr/command.ts).
//
//   start main -> [what was submitted is served -> wait if nothing is ready -> turn] until main has ended

import { TaskLayout } from "./abi";
import { hasExited } from "./control";
import { errorGet } from "./error";
import { __errorTake, __usesThrow } from "./intrinsics";
import { TaskFlags } from "./task";

/** Polls a turn may take before what was submitted is looked at. */
export const TURN_BUDGET: u32 = 1024;
export const EXIT_FAILED: i32 = 1;

/** Whether `main` is over. It ends the program, unless its file has other exports and no `main`: then its top level is it. */
export function mainHasEnded(main: usize): bool {
  return hasExited() || (load<u8>(main, TaskLayout.FLAGS) & TaskFlags.DONE) != 0;
}

/** The error that `main` has ended by, or null. */
export function mainError(main: usize): Error | null {
  return __usesThrow() && (load<u8>(main, TaskLayout.FLAGS) & TaskFlags.THREW) && __errorTake(main) ? errorGet() : null;
}
