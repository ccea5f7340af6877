// timeout and shield in combinators and around them; cancels of nested ones, whose cleanup is over before that of who awaits them.
//! runtimes stub incremental
//! script start run; end; start waiting; advance 2; cancel 1; end; start cleaning; advance 2; cancel 2; end; start shielding; advance 2; cancel 3; end; start inLoop; end
import { shield, sleep, timeout } from "tacet/assembly";
import * as tacet from "tacet/assembly";
import { mark, trace } from "../trace";

async function value(ms: i32, v: i32): Promise<i32> {
  try {
    await sleep(ms);
    return v;
  } finally {
    trace("over", v);
  }
}

async function slowCleanup(ms: i32, v: i32): Promise<i32> {
  try {
    await sleep(ms);
    return v;
  } finally {
    await sleep(2);
    trace("cleaned", v);
  }
}

async function text(ms: i32, t: string): Promise<string> {
  await sleep(ms);
  return t;
}

async function fails(ms: i32, message: string): Promise<i32> {
  await sleep(ms);
  throw new RangeError(message);
}

async function around(): Promise<void> {
  const [a, b] = await timeout(Promise.all([value(1, 1), text(2, "two")]), 5);
  trace(b, a);
  try {
    const [c, d] = await timeout(Promise.all([value(1, 3), slowCleanup(9, 4)]), 5);
    trace("never", c + d);
  } catch (e) {
    trace(e.name, e.message);
  }
  trace("race", await timeout(Promise.race([value(3, 5), value(9, 6)]), 5));
  try {
    trace("any", await timeout(Promise.any([fails(1, "x"), value(9, 7)]), 5));
  } catch (e) {
    trace("any", e.name);
  }
  const [e, f] = await shield(Promise.allSettled([value(1, 8), fails(2, "settled")]));
  trace("e", e.value);
  trace("f", f.reason.message);
  trace("both", await timeout(shield(value(1, 9)), 5));
  try {
    trace("never", await timeout(timeout(value(9, 10), 2), 5));
  } catch (error) {
    trace("inner", error.name);
  }
  try {
    await timeout(Promise.all([value(1, 11), fails(2, "itself")]), 5);
  } catch (error) {
    trace("itself", error.message);
  }
}

async function inside(): Promise<void> {
  const [a, b, c] = await Promise.all([timeout(value(1, 20), 5), text(2, "b"), shield(value(1, 21))]);
  trace(b, a + c);
  try {
    const [d, e] = await Promise.all([timeout(slowCleanup(9, 22), 2), value(9, 23)]);
    trace("never", d + e);
  } catch (error) {
    trace("all", error.name);
  }
  trace("any", await Promise.any([timeout(value(9, 24), 1), value(3, 25)]));
  const [f, g, h] = await Promise.allSettled([timeout(value(9, 26), 1), timeout(text(2, "g"), 5), Promise.race([tacet.timeout(fails(1, "race"), 5), value(9, 27)])]);
  trace("f", f.reason.name);
  trace("g", g.value);
  trace("h", h.reason.message);
  const [[i, j], k] = await Promise.all([timeout(Promise.all([value(1, 28), text(2, "j")]), await ms(5)), value(3, 29)]);
  trace(j, i + k);
  // A race that is lost waits for what is shielded.
  await Promise.race([shield(value(4, 30)), sleep(1)]);
  mark("raced");
  try {
    await timeout(Promise.all([shield(value(4, 31)), value(9, 32)]), 1);
  } catch (error) {
    trace("shielded", error.name);
  }
}

async function ms(n: f64): Promise<f64> {
  await sleep(1);
  return n;
}

/** Promises in variables, in one place or two. */
async function variables(): Promise<void> {
  const p = value(2, 40);
  const q = value(9, 41);
  trace("race", await Promise.race([Promise.any([fails(1, "v"), p]), q]));
  trace("p", await p);
  try {
    trace("never", await q);
  } catch (error) {
    trace("q", error.name);
  }
  const r = value(2, 42);
  const [a, b] = await Promise.all([r, Promise.race([r, value(9, 43)])]);
  trace("r", a + b);
  const s = value(3, 44);
  try {
    const [c, d] = await Promise.all([s, Promise.race([s, value(1, 45)])]);
    trace("never", c + d);
  } catch (error) {
    trace("s", error.name);
  }
  const t = value(9, 46);
  try {
    await Promise.race([timeout(t, 1), value(9, 47)]);
  } catch (error) {
    trace("t", error.name);
  }
  try {
    await t;
  } catch (error) {
    trace("t", error.name);
  }
}

export async function run(): Promise<i32> {
  await around();
  await inside();
  await variables();
  return 0;
}

/** Cancelled: the children end with the activation. */
export async function waiting(): Promise<void> {
  const [a, b] = await Promise.all([Promise.race([slowCleanup(9, 50), value(9, 51)]), timeout(value(9, 52), 8)]);
  trace("never", a + b);
}

/** Cancelled: the children end before the cleanup. */
export async function cleaning(): Promise<void> {
  try {
    await Promise.race([Promise.all([slowCleanup(9, 60), value(9, 61)]), sleep(9)]);
  } finally {
    mark("cleanup");
  }
}

/** Cancelled: what is shielded runs to its end, the others stop at once. */
export async function shielding(): Promise<void> {
  try {
    const [a, b] = await Promise.all([shield(Promise.race([value(5, 70), value(9, 71)])), value(9, 72)]);
    trace("never", a + b);
  } finally {
    mark("cleanup");
  }
}

export async function inLoop(): Promise<void> {
  for (let i = 0; i < 3; i++) {
    try {
      const [a, b] = await Promise.all([timeout(value(i, i), 1.5), Promise.race([value(9, 80), value(1, 81)])]);
      trace("round", a + b);
    } catch (error) {
      trace("round", error.name);
    }
  }
}
