// Goal: statements at the top level of the entry file run in order, and what they compute is in the module's variables, as in V8.
//! javascript
import { sleep, yieldNow } from "tacet/assembly";
import { mark, trace } from "../trace";

mark("before");
const STEP = 2;
let calls = 0;

async function later(value: i32): Promise<i32> {
  calls++;
  await sleep(value);
  return value * STEP;
}

function total(): i32 {
  return first + second + Box.made;
}

const first = await later(3);
const fixed = STEP * 2 + 1;
const flag = !fixed;
trace("first", first);
let second: i32 = first + fixed, third = await later(second);
export const shown = second + third;
trace("third", third);

class Box {
  static made: i32 = calls + 1;
  static readonly NAME: i32 = 4;
  constructor(public value: i32) { Box.made++; }
}

if (await later(1) == 2) {
  let local = 1;
  for (let i = 0; i < 3; i++) {
    local *= 2;
    await yieldNow();
  }
  trace("local", local);
} else mark("never");

while (true) {
  second++;
  if (second > 14) break;
  await sleep(1);
}
trace("total", total());
trace("calls", calls);
trace("flag", flag);
mark("last");

export async function run(): Promise<i32> {
  mark("run");
  await yieldNow();
  return total() + shown + Box.NAME + STEP;
}
