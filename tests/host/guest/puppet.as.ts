// Puppet: a guest without a will of its own. The test writes submissions and results into its memory and reads what came back.
// A turn copies completions to a log and moves on, as a well-behaved guest would; `frozen` stops that, `turnResult` and
// `explode` replace the outcome.

import "../../../assembly/trap";
import { ConsoleLayout, ControlLayout, RingsLayout } from "../../../assembly/abi";
import { announce, CONTROL, controlInit, exit, hasExited, mayTurn, pushDone, turnEnter, turnLeave } from "../../../assembly/control";
import { console } from "../../../assembly/console";
import { HostTaskFlag, TaskLayout } from "../../../assembly/abi";

const RING_LOG2: u32 = 3;
const RINGS: usize = memory.data(32, 4);
const SUBMISSIONS: usize = memory.data(32 << 3, 8);
const COMPLETIONS: usize = memory.data(16 << 3, 8);
/** Completions seen: 16 bytes each. */
const LOG: usize = memory.data(16 * 4096, 8);
const SLOT_BYTES: usize = 48;
const SLOTS: usize = memory.data(48 * 4, 8);
/** Room for the test's buffers. */
const SCRATCH: usize = memory.data(65536, 8);

export let frozen: i32 = 0;
export let turnResult: i32 = 0;
export let explode: i32 = 0;
export let logged: u32 = 0;
export let turns: u32 = 0;
let cancelled: u32 = 0;

export function setFrozen(value: i32): void { frozen = value; }
export function setTurnResult(value: i32): void { turnResult = value; }
export function setExplode(value: i32): void { explode = value; }
export function logAddress(): usize { return LOG; }
export function ringsAddress(): usize { return RINGS; }
export function submissionsAddress(): usize { return SUBMISSIONS; }
export function scratchAddress(): usize { return SCRATCH; }
export function controlAddress(): usize { return CONTROL; }
export function lastCancelled(): u32 { return cancelled; }
export function announceRings(): void {
  store<u32>(CONTROL, RINGS as u32, ControlLayout.RINGS);
  announce(1);
}

export function tacet_init(): usize {
  store<u32>(RINGS, SUBMISSIONS as u32, RingsLayout.SUBMISSIONS);
  store<u32>(RINGS, COMPLETIONS as u32, RingsLayout.COMPLETIONS);
  store<u32>(RINGS, RING_LOG2 | RING_LOG2 << 8 | 5 << 16 | 4 << 24, RingsLayout.SUBMISSIONS_LOG2);
  return controlInit();
}

export function tacet_turn(budget: u32): i32 {
  if (!mayTurn()) return -1;
  turnEnter();
  turns++;
  if (explode == 1) assert(false, "the puppet was told to");
  if (explode == 2) unreachable();
  if (explode == 3) load<u32>(0xfffffff0);
  const tail = load<u32>(RINGS, RingsLayout.COMPLETION_TAIL);
  let head = load<u32>(RINGS, RingsLayout.COMPLETION_HEAD);
  while (!frozen && head != tail && tail - head <= 8) {
    memory.copy(LOG + <usize>(logged++ & 4095) * 16, COMPLETIONS + <usize>(head++ & 7) * 16, 16);
  }
  store<u32>(RINGS, head, RingsLayout.COMPLETION_HEAD);
  if (hasExited()) return 2;
  turnLeave();
  return turnResult;
}

export function tacet_cancel(call: u32): void { cancelled = call; }

export function tacet_release(call: u32): void { store<u8>(call, 0, TaskLayout.FLAGS); }

/** Takes one of the first `count` slots. @returns its task, or 0 */
function take(first: u32, count: u32): usize {
  for (let i = first; i < first + count; i++) {
    const task = SLOTS + i * SLOT_BYTES;
    if (load<u8>(task, TaskLayout.FLAGS)) continue;
    store<u8>(task, HostTaskFlag.HOST, TaskLayout.FLAGS);
    return task;
  }
  return 0;
}

/** Ends the call at `task`. */
export function finish(task: usize, flags: u32): void {
  store<u8>(task, load<u8>(task, TaskLayout.FLAGS) | flags | HostTaskFlag.DONE, TaskLayout.FLAGS);
  pushDone(task);
}

export function exitWith(code: i32): void { exit(code); }

/** A call that ends at once: how the test gets the host to run a turn. */
export function poke(): usize {
  const task = take(0, 1);
  if (task) finish(task, 0);
  return task;
}

/** A call that ends when the test says so; two slots. */
export function hold(): usize { return take(1, 2); }

export function echo64(value: i64): usize {
  const task = take(3, 1);
  if (task) {
    store<i64>(task, value, TaskLayout.RESULT);
    finish(task, 0);
  }
  return task;
}

export function mix(a: i8, b: u16, c: f32, d: bool): usize {
  const task = take(3, 1);
  if (task) {
    store<f64>(task, a + b + c + (d ? 1000 : 0), TaskLayout.RESULT);
    finish(task, 0);
  }
  return task;
}

export function isOdd(value: u32): usize {
  const task = take(3, 1);
  if (task) {
    store<u8>(task, <u8>(value & 1), TaskLayout.RESULT);
    finish(task, 0);
  }
  return task;
}

export function main(): usize { return take(3, 1); }

export function trapNow(): usize {
  assert(false, "told to trap");
  return 0;
}

/** Logs `count` lines from one call. */
export function say(count: u32): usize {
  for (let i: u32 = 0; i < count; i++) console.log("line of text, häßlich genug: 😀");
  console.error("done");
  return poke();
}

export function consoleUsed(): u32 {
  const block = load<u32>(CONTROL, ControlLayout.CONSOLE);
  return block ? load<u32>(block, ConsoleLayout.USED) : 0;
}

export function logLine(): void { console.log("before the write"); }
