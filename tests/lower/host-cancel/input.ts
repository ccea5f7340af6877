// The host cancels calls: before they park, while parked, queued, in cleanup, twice, after their end; leaf before root.
//! script start plain; cancel 0; idle; start nested 1; idle; cancel 1; end; start sleeper; idle; cancel 2; cancel 2; end; start queued; cancel 3; end; start owner; idle; cancel 4; end; start twice; idle; cancel 5; idle; cancel 5; end; start racing; idle; cancel 6; end; start waiting; idle; start waiting2; idle; cancel 8; idle; cancel 7; end; start caught; idle; cancel 9; end
import { sleep, spawn, yieldNow } from "tacet/assembly";
import { __parkOrCancel, __unwind } from "tacet/assembly/intrinsics";
import { mark, trace } from "../trace";

async function guard(name: i32): Promise<void> {
  if (await __parkOrCancel()) {
    trace("cancelled", name);
    await sleep(name);
    trace("cleaned", name);
    __unwind();
  }
}

export async function plain(): Promise<i32> {
  await yieldNow();
  mark("never");
  return 1;
}

async function level(n: i32): Promise<i32> {
  await guard(n);
  mark("never");
  return n;
}

export async function nested(n: i32): Promise<i32> {
  const v = await level(n);
  return v + (await level(n));
}

export async function sleeper(): Promise<void> {
  await sleep(100);
  mark("never");
}

export async function queued(): Promise<void> {
  await yieldNow();
  mark("never");
}

async function busy(): Promise<void> {
  await guard(3);
}

export async function owner(): Promise<void> {
  const a = busy();
  const b = guard(2);
  await guard(1);
  await a;
  await b;
}

export async function twice(): Promise<void> {
  await guard(4);
}

export async function racing(): Promise<void> {
  await Promise.race([guard(1), guard(2)]);
  mark("never");
}

@pool(1)
async function slot(): Promise<i32> {
  await sleep(50);
  return 1;
}

export async function waiting(): Promise<void> {
  const t = await spawn(slot());
  mark("spawned");
  trace("joined", await t.join());
}

export async function waiting2(): Promise<void> {
  const t = await spawn(slot());
  mark("never");
  t.detach();
}

/** A cancel that is taken and not passed on: it is delivered once. */
export async function caught(): Promise<i32> {
  const status = await __parkOrCancel();
  await sleep(1);
  return status;
}
