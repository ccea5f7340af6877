// Children that are not awaited end with their owner: cancelled, their cleanup awaited; in order of their start.
import { sleep, yieldNow } from "tacet/assembly";
import { __parkOrCancel, __unwind } from "tacet/assembly/intrinsics";
import { mark, trace } from "../trace";

/** Parks for good; says when it is cancelled, and takes a while to clean up. */
async function stubborn(name: i32): Promise<void> {
  trace("parks", name);
  if (await __parkOrCancel()) {
    trace("cancelled", name);
    await sleep(name);
    trace("cleaned", name);
    __unwind();
  }
  mark("never");
}

async function asleep(v: i32): Promise<i32> {
  await sleep(1000);
  mark("never");
  return v;
}

async function outer(name: i32): Promise<void> {
  const p = stubborn(name + 1);
  await stubborn(name);
  await p;
  mark("never");
}

async function dropped(): Promise<i32> {
  stubborn(2);
  mark("dropped");
  return 1;
}

async function held(): Promise<i32> {
  const p = stubborn(3);
  const q = asleep(1);
  await yieldNow();
  mark("held");
  return 2;
}

async function onSomePath(flag: bool): Promise<i32> {
  if (flag) {
    const p = asleep(1);
    await yieldNow();
    stubborn(4);
    return 3;
  }
  return 4;
}

async function nothingEnds(): Promise<void> {
  stubborn(5);
  await sleep(2);
  mark("void");
}

async function tree(): Promise<i32> {
  outer(6);
  await yieldNow();
  return 5;
}

async function mixed(): Promise<i32> {
  const a = asleep(1);
  const b = stubborn(1);
  const c = done(7);
  await sleep(1);
  trace("c", await c);
  return 6;
}

async function done(v: i32): Promise<i32> {
  await yieldNow();
  return v;
}

export async function run(): Promise<i32> {
  trace("dropped", await dropped());
  trace("held", await held());
  trace("onSomePath", await onSomePath(true));
  trace("onSomePath", await onSomePath(false));
  await nothingEnds();
  trace("tree", await tree());
  trace("mixed", await mixed());
  return 0;
}
