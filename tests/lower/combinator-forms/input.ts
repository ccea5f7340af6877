// Promise.all and race in every place: returned, nested in expressions, one element, many, in branches and loops.
import { sleep, yieldNow } from "tacet/assembly";
import { mark, trace } from "../trace";

async function v(ms: f64, n: i32): Promise<i32> {
  await sleep(ms);
  return n;
}

async function first(): Promise<i32> {
  return Promise.race([v(2, 1), v(1, 2)]);
}

async function sum(): Promise<i32> {
  return (await Promise.race([v(1, 10), v(2, 20)])) + (await Promise.race([v(2, 1), v(1, 2)]));
}

async function one(): Promise<i32> {
  const p = v(1, 5);
  await Promise.all([p]);
  return (await Promise.race([p])) + (await p);
}

async function twelve(): Promise<i32> {
  const a = v(12, 1), b = v(11, 2), c = v(10, 3), d = v(9, 4), e = v(8, 5), f = v(7, 6);
  const g = v(6, 7), h = v(5, 8), i = v(4, 9), j = v(3, 10), k = v(2, 11), l = v(1, 12);
  await Promise.all([a, b, c, d, e, f, g, h, i, j, k, l]);
  return (await a) + (await b) + (await c) + (await d) + (await e) + (await f) + (await g) + (await h) + (await i) + (await j) + (await k) + (await l);
}

async function waves(): Promise<i32> {
  let total = 0;
  for (let i = 1; i <= 3; i++) {
    const a = v(i, i);
    const b = v(2, i * 10);
    if (i == 2) await Promise.all([b, a]);
    else {
      total += await Promise.race([a, b]);
      if (i == 3) continue; // a was cancelled
    }
    total += (await a) * 100;
    if (i == 2) await b;
  }
  return total;
}

async function conditional(flag: bool): Promise<i32> {
  if (flag && (await Promise.race([v(1, 1), v(2, 0)])) == 1) return 7;
  return flag ? 1 : await Promise.race([v(1, 8), v(2, 9)]);
}

async function same(): Promise<i32> {
  const p = v(1, 3);
  await Promise.all([p, p]);
  return await p;
}

async function again(): Promise<i32> {
  const p = v(1, 1);
  const q = v(2, 2);
  const w = await Promise.race([p, q]);
  mark("decided");
  return w * 10 + (await p);
}

export async function run(): Promise<i32> {
  trace("first", await first());
  trace("sum", await sum());
  trace("one", await one());
  trace("twelve", await twelve());
  trace("waves", await waves());
  trace("conditional", (await conditional(true)) * 10 + (await conditional(false)));
  trace("again", await again());
  trace("same", await same());
  await yieldNow();
  return 0;
}
