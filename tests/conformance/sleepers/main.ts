// Tasks that sleep, yield, wait for each other and end, where nothing can cancel them: on boards no sleep needs a timer. How long all of it took is
// not printed: WASI sleeps whole milliseconds.
//! alone
import { now, sleep, sleepUntil, yieldNow } from "tacet/assembly";
import { clockStart, mark, ms, trace, trace2 } from "../trace";

/** One deadline, which lives on. */
async function periodic(id: i32, periodUs: u32, rounds: i32): Promise<i32> {
  let next = now();
  for (let i = 0; i < rounds; i++) {
    next += periodUs;
    await sleepUntil(next);
    trace2("period", id, i);
  }
  return rounds;
}

/** Two that live at the same time, and one that is past. */
async function gate(): Promise<void> {
  const opens = now() + 2000;
  const closes = opens + 3000;
  await sleepUntil(opens);
  trace("opens", ms());
  await sleepUntil(closes);
  trace("closes after", <i64>(closes - opens));
  await sleepUntil(opens);
  trace("past at", ms());
}

/** What is ready goes before what is due in the next turn. */
async function busy(): Promise<void> {
  for (let i = 0; i < 3; i++) {
    trace("busy", i);
    await yieldNow();
  }
  await sleepUntil(0);
  mark("rested");
}

async function nap(id: i32): Promise<i32> {
  await sleep(1);
  await yieldNow();
  trace("nap", id);
  return id;
}

/** Sleeps below a frame that holds values; `@depth` keeps it a function of its own. */
@depth(3)
async function deep(levels: i32): Promise<i32> {
  const own = await nap(levels);
  const below = levels > 1 ? await deep(levels - 1) : 0;
  await sleep(1);
  return own * 10 + below;
}

async function* ticks(count: i32): AsyncGenerator<i32> {
  for (let i = 0; i < count; i++) {
    await sleep(2.5);
    yield i;
  }
}

async function counted(): Promise<i32> {
  let sum = 0;
  for await (const tick of ticks(3)) {
    sum += tick;
    trace("tick", tick);
  }
  return sum;
}

export async function main(): Promise<void> {
  clockStart();
  const [a, b] = await Promise.all([periodic(1, 3000, 3), periodic(2, 1000, 4)]);
  trace2("rounds", a, b);
  const open = gate();
  const works = busy();
  await Promise.all([open, works]);
  const [sum, ticked, again] = await Promise.all([deep(3), counted(), periodic(3, 2200, 2)]);
  trace2("sum", sum, ticked);
  trace("again", again);
}
