// Command: WASI's `_start` -> the program's `main` -> turns, between which this module is its own host -> the exit code.
//
//   start main -> [serve submissions -> wait if nothing is ready -> turn] until main has ended
//
// The rings are those every host serves (abi.json); user code and library are the same on all. What a program does not use
// (rings, files, sockets) is not part of it: the `__host…` intrinsics are calls where their function is compiled, else constants.
// The transform adds this file to a program that is compiled with ASC_WASI set, as @assemblyscript/wasi-shim's configuration does.

import { proc_exit } from "bindings/wasi_snapshot_preview1";
import { ControlLayout, HostFeature } from "../abi";
import { EXIT_FAILED, mainError, mainHasEnded, TURN_BUDGET } from "../command";
import { CONTROL, hasExited, NEVER, now } from "../control";
import { __hostServe, __hostWait, __mainStart } from "../intrinsics";
import { tacet_init, tacet_turn, Turn } from "../turn";
import { setNow, sleepFor } from "./clock";
import { STDERR, writeLine, writeText } from "./text";
import "./files";
import "./perform";
import "./poll";
import "./process-text";
import "./sockets";

/** While tasks are ready all the time, the descriptors are looked at this often. */
const PEEK_US: u64 = 10000;

/** Runs the program; returns when it has ended with exit code 0. */
export function run(): void {
  tacet_init();
  store<u32>(CONTROL, HostFeature.NET | HostFeature.FILES | HostFeature.STDIO, ControlLayout.HOST_FEATURES);
  setNow();
  const main = __mainStart();
  let turn = Turn.MORE;
  let peekUs = now() + PEEK_US;
  while (!mainHasEnded(main)) {
    const isReady = __hostServe() || turn == Turn.MORE;
    if (!isReady) wait();
    setNow();
    if (isReady && now() >= peekUs) {
      __hostWait(0);
      setNow();
      peekUs = now() + PEEK_US;
    }
    turn = tacet_turn(TURN_BUDGET);
  }
  __hostServe(); // what was submitted last: a close
  const code = exitCode(main);
  if (code) proc_exit(code);
}

/** Waits for the first of what the program waits for. */
function wait(): void {
  const deadline = load<u64>(CONTROL, ControlLayout.DEADLINE);
  const us = deadline == NEVER ? NEVER : deadline > now() ? deadline - now() : 0;
  if (__hostWait(us)) return;
  if (us == NEVER) {
    writeText(STDERR, "tacet: deadlock: the program waits, and nothing is under way that could wake it\n");
    proc_exit(EXIT_FAILED);
  }
  sleepFor(us);
}

function exitCode(main: usize): i32 {
  const error = mainError(main);
  if (error) {
    writeText(STDERR, "tacet: ");
    writeText(STDERR, error.name);
    if (error.message.length) writeText(STDERR, ": ");
    writeText(STDERR, error.message);
    writeLine(STDERR);
    return EXIT_FAILED;
  }
  return hasExited() ? load<i32>(CONTROL, ControlLayout.CODE) : 0;
}
