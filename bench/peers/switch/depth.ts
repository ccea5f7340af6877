// Depth: one task whose innermost of `depth` nested calls yields (see the C peer for the two workloads).
// The task keeps its innermost frame; frames lie one behind the other, so the caller's is the one before.

import { anyReady, ready, take, Task } from "./executor";

export { tacet_init } from "./executor";

const ROOT_RESUME: u32 = 21;
const ROOT_CHAIN_1: u32 = 22;
const ROOT_CHAIN_5: u32 = 23;
const ROOT_CHAIN_20: u32 = 24;

// @ts-ignore: decorator
@unmanaged
class Frame {
  kind: u32; // 1..20: that level; ROOT_*: the root
  x: u32;
  left: u32;
}

/** A task and the frames of its root and of twenty levels. */
// @ts-ignore: decorator
@unmanaged
class Stack extends Task {
  top: usize;
}

const stacks = memory.data(offsetof<Stack>() + 21 * offsetof<Frame>());
let result: u32 = 0; // of the call that has just completed
let sum: u32 = 0;

// @ts-ignore: decorator
@inline
function frame(at: usize): Frame {
  return changetype<Frame>(at);
}

// Each level returns true with its result in `result`, or false when a frame below has suspended.
// @ts-ignore: decorator
@inline
function level1(s: usize, f: usize, x: u32, times: u32): bool {
  if (times == 0) {
    result = x;
    return true;
  }
  frame(f).kind = 1;
  frame(f).x = x;
  frame(f).left = times;
  changetype<Stack>(s).top = f;
  ready(s);
  return false;
}

// @ts-ignore: decorator
@inline
function level(k: u32, done: bool, f: usize, x: u32): bool {
  if (!done) {
    frame(f).kind = k;
    frame(f).x = x;
    return false;
  }
  result = (result ^ k) + x;
  return true;
}

// @ts-ignore: decorator
@inline
function callee(f: usize): usize {
  return f + offsetof<Frame>();
}

// @ts-ignore: decorator
@inline
function level2(s: usize, f: usize, x: u32, times: u32): bool { return level(2, level1(s, callee(f), x + 2, times), f, x); }
// @ts-ignore: decorator
@inline
function level3(s: usize, f: usize, x: u32, times: u32): bool { return level(3, level2(s, callee(f), x + 3, times), f, x); }
// @ts-ignore: decorator
@inline
function level4(s: usize, f: usize, x: u32, times: u32): bool { return level(4, level3(s, callee(f), x + 4, times), f, x); }
// @ts-ignore: decorator
@inline
function level5(s: usize, f: usize, x: u32, times: u32): bool { return level(5, level4(s, callee(f), x + 5, times), f, x); }
// @ts-ignore: decorator
@inline
function level6(s: usize, f: usize, x: u32, times: u32): bool { return level(6, level5(s, callee(f), x + 6, times), f, x); }
// @ts-ignore: decorator
@inline
function level7(s: usize, f: usize, x: u32, times: u32): bool { return level(7, level6(s, callee(f), x + 7, times), f, x); }
// @ts-ignore: decorator
@inline
function level8(s: usize, f: usize, x: u32, times: u32): bool { return level(8, level7(s, callee(f), x + 8, times), f, x); }
// @ts-ignore: decorator
@inline
function level9(s: usize, f: usize, x: u32, times: u32): bool { return level(9, level8(s, callee(f), x + 9, times), f, x); }
// @ts-ignore: decorator
@inline
function level10(s: usize, f: usize, x: u32, times: u32): bool { return level(10, level9(s, callee(f), x + 10, times), f, x); }
// @ts-ignore: decorator
@inline
function level11(s: usize, f: usize, x: u32, times: u32): bool { return level(11, level10(s, callee(f), x + 11, times), f, x); }
// @ts-ignore: decorator
@inline
function level12(s: usize, f: usize, x: u32, times: u32): bool { return level(12, level11(s, callee(f), x + 12, times), f, x); }
// @ts-ignore: decorator
@inline
function level13(s: usize, f: usize, x: u32, times: u32): bool { return level(13, level12(s, callee(f), x + 13, times), f, x); }
// @ts-ignore: decorator
@inline
function level14(s: usize, f: usize, x: u32, times: u32): bool { return level(14, level13(s, callee(f), x + 14, times), f, x); }
// @ts-ignore: decorator
@inline
function level15(s: usize, f: usize, x: u32, times: u32): bool { return level(15, level14(s, callee(f), x + 15, times), f, x); }
// @ts-ignore: decorator
@inline
function level16(s: usize, f: usize, x: u32, times: u32): bool { return level(16, level15(s, callee(f), x + 16, times), f, x); }
// @ts-ignore: decorator
@inline
function level17(s: usize, f: usize, x: u32, times: u32): bool { return level(17, level16(s, callee(f), x + 17, times), f, x); }
// @ts-ignore: decorator
@inline
function level18(s: usize, f: usize, x: u32, times: u32): bool { return level(18, level17(s, callee(f), x + 18, times), f, x); }
// @ts-ignore: decorator
@inline
function level19(s: usize, f: usize, x: u32, times: u32): bool { return level(19, level18(s, callee(f), x + 19, times), f, x); }
// @ts-ignore: decorator
@inline
function level20(s: usize, f: usize, x: u32, times: u32): bool { return level(20, level19(s, callee(f), x + 20, times), f, x); }

// @ts-ignore: decorator
@inline
function chainNext(f: usize): bool {
  sum += result;
  return --frame(f).left > 0;
}

// @ts-ignore: decorator
@inline
function poll(task: usize): void {
  let f = changetype<Stack>(task).top;
  while (true) {
    switch (frame(f).kind) {
      case 1: {
        const x = frame(f).x + frame(f).left;
        frame(f).x = x;
        if (--frame(f).left > 0) {
          ready(task);
          return;
        }
        result = x;
        break;
      }
      case 2: result = (result ^ 2) + frame(f).x; break;
      case 3: result = (result ^ 3) + frame(f).x; break;
      case 4: result = (result ^ 4) + frame(f).x; break;
      case 5: result = (result ^ 5) + frame(f).x; break;
      case 6: result = (result ^ 6) + frame(f).x; break;
      case 7: result = (result ^ 7) + frame(f).x; break;
      case 8: result = (result ^ 8) + frame(f).x; break;
      case 9: result = (result ^ 9) + frame(f).x; break;
      case 10: result = (result ^ 10) + frame(f).x; break;
      case 11: result = (result ^ 11) + frame(f).x; break;
      case 12: result = (result ^ 12) + frame(f).x; break;
      case 13: result = (result ^ 13) + frame(f).x; break;
      case 14: result = (result ^ 14) + frame(f).x; break;
      case 15: result = (result ^ 15) + frame(f).x; break;
      case 16: result = (result ^ 16) + frame(f).x; break;
      case 17: result = (result ^ 17) + frame(f).x; break;
      case 18: result = (result ^ 18) + frame(f).x; break;
      case 19: result = (result ^ 19) + frame(f).x; break;
      case 20: result = (result ^ 20) + frame(f).x; break;
      case ROOT_RESUME:
        sum += result;
        return;
      case ROOT_CHAIN_1:
        while (chainNext(f)) {
          if (!level1(task, callee(f), frame(f).left, 1)) return;
        }
        return;
      case ROOT_CHAIN_5:
        while (chainNext(f)) {
          if (!level5(task, callee(f), frame(f).left, 1)) return;
        }
        return;
      case ROOT_CHAIN_20:
        while (chainNext(f)) {
          if (!level20(task, callee(f), frame(f).left, 1)) return;
        }
        return;
    }
    f -= offsetof<Frame>();
  }
}

export function tacet_turn(budget: u32): i32 {
  let task: usize;
  while (budget-- > 0 && (task = take())) poll(task);
  return anyReady();
}

function rootOf(task: usize): usize {
  return task + offsetof<Stack>();
}

function call(depth: u32, x: u32, times: u32): bool {
  const f = callee(rootOf(stacks));
  if (depth == 1) return level1(stacks, f, x, times);
  if (depth == 5) return level5(stacks, f, x, times);
  return level20(stacks, f, x, times);
}

export function start_resume(depth: u32, times: u32): void {
  sum = 0;
  frame(rootOf(stacks)).kind = ROOT_RESUME;
  if (call(depth, 1, times)) sum += result;
}

export function start_chain(depth: u32, times: u32): void {
  const f = frame(rootOf(stacks));
  sum = 0;
  f.kind = depth == 1 ? ROOT_CHAIN_1 : depth == 5 ? ROOT_CHAIN_5 : ROOT_CHAIN_20;
  f.left = times;
  call(depth, times, 1);
}

export function checksum(): u32 {
  return sum;
}
