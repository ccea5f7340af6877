// @inline functions around awaits: early returns in them, awaited arguments, methods; @inline on async functions.
import { sleep, yieldNow } from "tacet/assembly";
import { mark, trace } from "../trace";

// @ts-ignore: decorator
@inline
function sign(v: i32): i32 {
  if (v < 0) return -1;
  if (v == 0) return 0;
  return 1;
}

// @ts-ignore: decorator
@inline
function clamp(v: i32, low: i32, high: i32): i32 {
  while (true) {
    if (v < low) return low;
    if (v > high) return high;
    break;
  }
  return v;
}

// @ts-ignore: decorator
@inline
async function quick(v: i32): Promise<i32> {
  if (v > 5) return v;
  await yieldNow();
  return v * 2;
}

// @ts-ignore: decorator
@inline
async function outer(v: i32): Promise<i32> {
  const a = await quick(v);
  return a + (await quick(a));
}

class C {
  v: i32 = 3;
  // @ts-ignore: decorator
  @inline
  get(n: i32): i32 {
    if (n == 0) return this.v;
    return this.v * n;
  }
  // @ts-ignore: decorator
  @inline
  async later(n: i32): Promise<i32> {
    await sleep(1);
    return this.get(n);
  }
}

const c = changetype<C>(memory.data<u32>([3]));

async function value(v: i32): Promise<i32> {
  await yieldNow();
  return v;
}

export async function run(): Promise<i32> {
  trace("sign", sign(await value(-5)) * 100 + sign(await value(0)) * 10 + sign(await value(7)));
  trace("clamp", clamp(await value(12), await value(3), await value(9)) + clamp(await value(1), await value(3), 9) + clamp(5, 1, await value(7)));
  trace("nested", clamp(sign(await value(4)), await value(-1), sign(await value(-4))));
  trace("quick", (await quick(3)) + (await quick(8)));
  trace("outer", await outer(2));
  trace("outer", await outer(9));
  trace("method", c.get(await value(0)) + c.get(await value(2)));
  trace("later", await c.later(await value(4)));
  const p = quick(1);
  const q = c.later(2);
  mark("children");
  return (await p) * 10 + (await q);
}
