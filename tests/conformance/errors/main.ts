// throw and catch across awaits and plain functions; an error in a finally, and in a child that nobody awaits.
import { sleep } from "tacet/assembly";
import { mark, trace, traceText } from "../trace";

function check(n: i32): i32 {
  if (n > 3) throw new RangeError("too large");
  return n;
}

async function deep(n: i32): Promise<i32> {
  await sleep(1);
  return check(n) * 2;
}

async function outer(n: i32): Promise<i32> {
  try {
    return await deep(n);
  } finally {
    trace("finally", n);
    await sleep(1);
  }
}

async function child(): Promise<void> {
  await sleep(5);
  throw new Error("of the child");
}

async function owner(): Promise<void> {
  const c = child();
  await sleep(20);
  mark("owner ends");
}

export async function main(): Promise<void> {
  for (let n = 2; n < 6; n += 2) {
    try {
      trace("outer", await outer(n));
    } catch (e) {
      traceText(e.name, e.message);
    }
  }
  try {
    check(9);
  } catch (e) {
    mark(e instanceof RangeError ? "a RangeError" : "another error");
  }
  try {
    await owner();
  } catch (e) {
    traceText("from the owner:", e.message);
  }
}
