// Functions that are given promises: what they drop is dropped for their callers, what they are given may have been dropped.
//! runtimes stub incremental
import { AbortError, sleep, timeout } from "tacet/assembly";
import { mark, trace } from "../trace";

async function int(ms: i32, v: i32): Promise<i32> {
  await sleep(ms);
  return v;
}

async function first(a: Promise<i32>, b: Promise<i32>): Promise<i32> {
  return await Promise.race([a, b]);
}

async function through(a: Promise<i32>, b: Promise<i32>): Promise<i32> {
  return await first(b, a);
}

async function value(p: Promise<i32>): Promise<i32> {
  return await p;
}

async function valueOr(p: Promise<i32>, other: i32): Promise<i32> {
  try {
    return await value(p);
  } catch (e) {
    trace(e.name, e instanceof AbortError);
    return other;
  }
}

async function within(p: Promise<i32>, ms: i32): Promise<i32> {
  try {
    return await timeout(p, ms);
  } catch (e) {
    trace(e.name, e.message);
    return -1;
  }
}

async function either(which: bool): Promise<i32> {
  const a = int(1, 1);
  const b = int(2, 2);
  const one = which ? a : b;
  const other = which ? b : a;
  trace("race", await Promise.race([one, int(0, 0)]));
  trace("other", await valueOr(other, -2));
  return await valueOr(one, -1);
}

export async function run(): Promise<i32> {
  const a = int(5, 5);
  const b = int(1, 1);
  trace("through", await through(a, b));
  trace("b", await valueOr(b, -1));
  trace("a", await valueOr(a, -1));
  const c = int(5, 6);
  trace("within", await within(c, 1));
  trace("c", await valueOr(c, -1));
  const d = int(1, 7);
  trace("within", await within(d, 5));
  trace("d", await valueOr(d, -1));
  trace("either", await either(true));
  trace("either", await either(false));
  mark("end");
  return await value(c);
}
