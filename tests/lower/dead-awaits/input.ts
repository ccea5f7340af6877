// Functions whose awaits control never reaches: what is in front of them throws or returns in any case.
//! javascript
import { sleep, yieldNow } from "tacet/assembly";
import { trace } from "../trace";

async function throws(v: i32): Promise<i32> {
  if (4 > -4) throw new Error("in any case");
  for (let i = 0; i < v; i++) await yieldNow();
  return v;
}

async function throwsBehindAwait(v: i32): Promise<i32> {
  if ((await 4) > -4) throw new RangeError("in any case");
  try {
    await sleep(v);
  } finally {
    await yieldNow();
  }
  return v;
}

export async function run(): Promise<i32> {
  for (let v = 0; v < 2; v++) {
    try {
      trace("value", v ? await throws(v) : await throwsBehindAwait(v));
    } catch (e) {
      trace(e.name, e.message);
    }
  }
  return 0;
}
