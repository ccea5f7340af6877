// Depth: one task whose innermost of `depth` nested calls yields.

import { anyReady, runTask, start, take, Task, yieldNow } from "./executor";

export { tacet_init } from "./executor";

const RESUME: u8 = 0;
const CHAIN: u8 = 1;
const TASK_BYTES: usize = 2048;

const task0 = memory.data(2048);
let depth: u32 = 0;
let sum: u32 = 0;

function level1(x: u32, times: u32): u32 {
  for (; times > 0; times--) {
    yieldNow();
    x += times;
  }
  return x;
}

function level2(x: u32, times: u32): u32 { return (level1(x + 2, times) ^ 2) + x; }
function level3(x: u32, times: u32): u32 { return (level2(x + 3, times) ^ 3) + x; }
function level4(x: u32, times: u32): u32 { return (level3(x + 4, times) ^ 4) + x; }
function level5(x: u32, times: u32): u32 { return (level4(x + 5, times) ^ 5) + x; }
function level6(x: u32, times: u32): u32 { return (level5(x + 6, times) ^ 6) + x; }
function level7(x: u32, times: u32): u32 { return (level6(x + 7, times) ^ 7) + x; }
function level8(x: u32, times: u32): u32 { return (level7(x + 8, times) ^ 8) + x; }
function level9(x: u32, times: u32): u32 { return (level8(x + 9, times) ^ 9) + x; }
function level10(x: u32, times: u32): u32 { return (level9(x + 10, times) ^ 10) + x; }
function level11(x: u32, times: u32): u32 { return (level10(x + 11, times) ^ 11) + x; }
function level12(x: u32, times: u32): u32 { return (level11(x + 12, times) ^ 12) + x; }
function level13(x: u32, times: u32): u32 { return (level12(x + 13, times) ^ 13) + x; }
function level14(x: u32, times: u32): u32 { return (level13(x + 14, times) ^ 14) + x; }
function level15(x: u32, times: u32): u32 { return (level14(x + 15, times) ^ 15) + x; }
function level16(x: u32, times: u32): u32 { return (level15(x + 16, times) ^ 16) + x; }
function level17(x: u32, times: u32): u32 { return (level16(x + 17, times) ^ 17) + x; }
function level18(x: u32, times: u32): u32 { return (level17(x + 18, times) ^ 18) + x; }
function level19(x: u32, times: u32): u32 { return (level18(x + 19, times) ^ 19) + x; }
function level20(x: u32, times: u32): u32 { return (level19(x + 20, times) ^ 20) + x; }

function resume1(times: u32): void {
  sum += level1(1, times);
}

function chain1(times: u32): void {
  for (; times > 0; times--) sum += level1(times, 1);
}

function resume5(times: u32): void {
  sum += level5(1, times);
}

function chain5(times: u32): void {
  for (; times > 0; times--) sum += level5(times, 1);
}

function resume20(times: u32): void {
  sum += level20(1, times);
}

function chain20(times: u32): void {
  for (; times > 0; times--) sum += level20(times, 1);
}

function entry(task: usize): void {
  const times = changetype<Task>(task).argument;
  if (changetype<Task>(task).kind == RESUME) {
    if (depth == 1) resume1(times);
    else if (depth == 5) resume5(times);
    else resume20(times);
  } else {
    if (depth == 1) chain1(times);
    else if (depth == 5) chain5(times);
    else chain20(times);
  }
}

export function tacet_turn(budget: u32): i32 {
  let task: usize;
  while (budget-- > 0 && (task = take())) runTask(task, entry);
  return anyReady();
}

export function start_resume(atDepth: u32, times: u32): void {
  sum = 0;
  depth = atDepth;
  start(task0, TASK_BYTES, RESUME, times);
}

export function start_chain(atDepth: u32, times: u32): void {
  sum = 0;
  depth = atDepth;
  start(task0, TASK_BYTES, CHAIN, times);
}

export function checksum(): u32 {
  return sum;
}
