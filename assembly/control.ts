// Control block: the words host and guest share besides the rings -> time, deadline, status, ended calls.
// Layout in abi.json. Every program has this block; what only some programs have (rings, console) announces itself here
// on first use, so that this file knows nothing of them and an unused one takes no byte.
//
// Status, and who moves it:
//   IDLE -> RUNNING -> IDLE   turnEnter, turnLeave: the guard against re-entry
//   any  -> EXITED            exit
//   any  -> TRAPPED           trap.ts; final: the host never enters again

import { ABI, ControlLayout, Feature, MAGIC, Status as ControlStatus, TaskLayout } from "./abi";
import { SHORT_TIME } from "./compact";
import { __usesSleepers } from "./intrinsics";

/** Address of the control block. Only loads and stores with a constant offset from it: they tell how much of it the program needs. */
// @ts-ignore: decorator
@lazy export const CONTROL: usize = memory.data(64, 8);

/** Its length: all fields, until the lowering knows which the program uses (3-lower/statics.ts). */
// @ts-ignore: decorator
@lazy let controlBytes: u32 = 64; // ControlLayout.BLOCK_BYTES is no constant to asc

/** A deadline that never comes. */
export const NEVER: u64 = u64.MAX_VALUE;

/** Fills the block. @returns its address, for the host */
export function controlInit(): usize {
  // Two words with one store.
  store<u64>(CONTROL, <u64>MAGIC | <u64>(ABI | controlBytes << 16) << ((ControlLayout.ABI - ControlLayout.MAGIC) * 8), ControlLayout.MAGIC);
  if (SHORT_TIME && __usesSleepers()) store<u32>(CONTROL, Feature.SHORT_TIME, ControlLayout.FEATURES);
  store<u64>(CONTROL, NEVER, ControlLayout.DEADLINE);
  return CONTROL;
}

/** Microseconds, monotone; stands still during a turn. */
// @ts-ignore: decorator
@inline
export function now(): u64 {
  return load<u64>(CONTROL, ControlLayout.NOW);
}

/** The low half of now(): all that deadlines are compared with under SHORT_TIME. */
// @ts-ignore: decorator
@inline
export function nowLow(): u32 {
  return load<u32>(CONTROL, ControlLayout.NOW);
}

/** Asks the host for a turn at `us`, under SHORT_TIME its low half, or at none with NEVER. */
// @ts-ignore: decorator
@inline
export function setDeadline(us: u64): void {
  store<u64>(CONTROL, us, ControlLayout.DEADLINE);
}

/** Whether a turn may begin: none is running, and the program has neither exited nor trapped. */
// @ts-ignore: decorator
@inline
export function mayTurn(): bool {
  return load<u32>(CONTROL, ControlLayout.STATUS) == ControlStatus.IDLE;
}

// @ts-ignore: decorator
@inline
export function turnEnter(): void {
  store<u32>(CONTROL, ControlStatus.RUNNING, ControlLayout.STATUS);
}

/** Unless the program has exited. */
// @ts-ignore: decorator
@inline
export function turnLeave(): void {
  store<u32>(CONTROL, ControlStatus.IDLE, ControlLayout.STATUS);
}

/** Whether the program has exited. */
// @ts-ignore: decorator
@inline
export function hasExited(): bool {
  return load<u32>(CONTROL, ControlLayout.STATUS) == ControlStatus.EXITED;
}

/** Ends the program with `code`; the host never enters again. */
export function exit(code: i32): void {
  store<i32>(CONTROL, code, ControlLayout.CODE);
  store<u32>(CONTROL, ControlStatus.EXITED, ControlLayout.STATUS);
}

/** Hands an ended host-started call to the host, which releases it. The host sees the list in reverse. */
export function pushDone(task: usize): void {
  store<u32>(task, load<u32>(CONTROL, ControlLayout.DONE), TaskLayout.NEXT);
  store<u32>(CONTROL, <u32>task, ControlLayout.DONE);
}

/** Tells the host that the program has a part that not all have, a Feature bit, whose block stands in the control block by now. */
export function announce(feature: u32): void {
  store<u32>(CONTROL, load<u32>(CONTROL, ControlLayout.FEATURES) | feature, ControlLayout.FEATURES);
}
