// Kept promises of combinators: what loses is cancelled when it loses; what nobody awaits ends with its owner; timeouts and shields that are kept.
//! runtimes stub incremental
//! script start run; end; start waiting; advance 3; cancel 1; end; start elsewhere; advance 3; cancel 2; end; start borrowing; advance 3; cancel 3; end
import { shield, sleep, timeout, timeout as within } from "tacet/assembly";
import { mark, trace } from "../trace";

async function value(ms: i32, v: i32): Promise<i32> {
  try {
    await sleep(ms);
    trace("value", v);
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

async function fails(ms: i32, name: string): Promise<i32> {
  await sleep(ms);
  throw new RangeError(name);
}

async function losers(): Promise<void> {
  const race = Promise.race([value(9, 1), value(1, 2), slowCleanup(9, 3)]);
  await sleep(6);
  mark("now"); // 1 and 3 are over
  trace("race", await race);
  const all = Promise.all([value(9, 4), fails(1, "five")]);
  await sleep(6);
  mark("now");
  try {
    await all;
  } catch (e) {
    trace(e.name, e.message);
  }
}

async function timeouts(): Promise<void> {
  const late = timeout(value(9, 1), 2);
  const early = timeout(value(1, 2), 9);
  const list = timeout(Promise.all([value(1, 3), value(2, 4)]), 5);
  const own = value(9, 5);
  const variable = timeout(own, 3);
  await sleep(7);
  mark("now");
  try {
    await late;
  } catch (e) {
    trace(e.name, e.message);
  }
  trace("early", await early);
  const [a, b] = await list;
  trace("list", a * 10 + b);
  try {
    await variable;
  } catch (e) {
    trace(e.name, e.message);
  }
  try {
    await own;
  } catch (e) {
    trace(e.name, e.message);
  }
  const limited = Promise.all([value(1, 6), value(9, 7)]);
  try {
    const [c] = await timeout(limited, 3);
    trace("c", c);
  } catch (e) {
    trace(e.name, e.message);
  }
  try {
    await limited;
  } catch (e) {
    trace(e.name, e.message);
  }
}

/** By another name, which the reader does not know. */
async function renamed(): Promise<void> {
  for (let i = 0; i < 2; i++) {
    try {
      const [a, b] = await within(Promise.all([value(1, 1), value(2 + i * 9, 2)]), 5);
      trace("renamed", a * 10 + b);
      const [c, d] = await within(shield(Promise.allSettled([value(1, 3), fails(1, "no")])), 5);
      trace(d.reason.message, c.value);
    } catch (e) {
      trace(e.name, e.message);
    }
  }
}

/** Shielded from a race that it loses, and from the end of its owner. */
async function shields(): Promise<void> {
  const kept = shield(value(3, 1));
  await Promise.race([kept, value(1, 2)]);
  mark("raced");
  try {
    trace("kept", await kept);
  } catch (e) {
    trace(e.name, e.message);
  }
  const left = shield(value(2, 3));
  mark("end");
}

async function nobody(): Promise<void> {
  const p = Promise.all([value(9, 1), value(1, 2)]);
  const q = Promise.race([slowCleanup(9, 3), value(9, 4)]);
  Promise.any([value(9, 5)]); // tacet-ignore TACET080
  await sleep(2);
  mark("end");
}

async function unseen(): Promise<void> {
  const p = Promise.all([value(9, 1), fails(1, "nobody saw it")]);
  await sleep(5);
  mark("end");
}

async function borrowers(): Promise<void> {
  const a = value(5, 1);
  const b = value(1, 2);
  const race = Promise.race([a, b]);
  trace("b", await b);
  await sleep(1);
  try {
    trace("a", await a);
  } catch (e) {
    trace(e.name, e.message);
  }
  trace("race", await race);
  const c = fails(1, "twice");
  const all = Promise.allSettled([c, value(1, 3)]);
  try {
    await c;
  } catch (e) {
    trace(e.name, e.message);
  }
  const [d, e] = await all;
  trace("d", d.reason.message);
  trace("e", e.value);
}

export async function run(): Promise<void> {
  await losers();
  await timeouts();
  await renamed();
  await shields();
  await nobody();
  await borrowers();
  try {
    await unseen();
  } catch (e) {
    trace(e.name, e.message);
  }
}

/** Cancelled while it awaits one. */
export async function waiting(): Promise<void> {
  const p = Promise.all([slowCleanup(9, 1), value(9, 2)]);
  try {
    await sleep(1);
    await p;
  } finally {
    mark("finally");
  }
}

/** Cancelled while it awaits something else. */
export async function elsewhere(): Promise<void> {
  const p = Promise.race([slowCleanup(9, 1), timeout(value(9, 2), 20)]);
  try {
    await sleep(9);
  } finally {
    mark("finally");
  }
  await p;
}

export async function borrowing(): Promise<void> {
  const a = slowCleanup(9, 1);
  const p = Promise.any([a, Promise.race([a, value(9, 2)])]);
  await p;
}
