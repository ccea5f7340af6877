// Command: the program's `main` -> turns, between which it enters its host by one import, as a process enters the kernel by io_uring_enter.
//
//   start main -> [enter -> turn] until main has ended -> enter
//
// For WAMR's own command, `iwasm --native-lib=libtacet.so` (boards/wamr): it calls `main` and nothing else, and a library that it loads can
// be called but can't call. The rings lie in memory as for every host (abi.json); user code and library are the same on all.
// The transform adds this file to a program that is compiled with TACET_ENTER set, as the target `wamr` of asconfig.json does.

import { ControlLayout, Enter } from "../abi";
import { EXIT_FAILED, mainError, mainHasEnded, TURN_BUDGET } from "../command";
import { CONTROL, exit, hasExited } from "../control";
import { __mainStart, __memoryBytes } from "../intrinsics";
import { tacet_init, tacet_turn, Turn } from "../turn";

/** @returns one of Entered */
// @ts-ignore: decorator
@external("tacet", "enter")
declare function enter(memory: usize, bytes: u32, control: usize, flags: u32): i32;

/** Runs the program; returns when it has ended, or the host has given it up. */
export function run(): void {
  tacet_init();
  const main = __mainStart();
  let turn = Turn.MORE;
  while (!mainHasEnded(main)) {
    if (serve(turn == Turn.IDLE ? Enter.WAIT : 0)) return;
    turn = tacet_turn(TURN_BUDGET);
  }
  end(main);
  serve(0); // what was submitted last, as a close, and the exit code
}

function serve(flags: u32): i32 {
  return enter(0, __memoryBytes(), CONTROL, flags);
}

/** Prints what the console holds, and what a trap says, at once: after a bare trap nobody could read it out of the memory. */
export function tell(): void {
  if (!load<u32>(CONTROL, ControlLayout.MAGIC)) tacet_init(); // the top level's plain statements run before the program
  serve(Enter.TELL);
}

/** Leaves the exit code, and the error that nobody caught. */
function end(main: usize): void {
  const error = mainError(main);
  if (error) {
    store<u32>(CONTROL, <u32>changetype<usize>(error.message), ControlLayout.MESSAGE); // the contract: a string's address
    store<u32>(CONTROL, <u32>changetype<usize>(error.name), ControlLayout.FILE);
    exit(EXIT_FAILED);
  } else if (!hasExited()) {
    exit(0); // its top level was the program
  }
}
