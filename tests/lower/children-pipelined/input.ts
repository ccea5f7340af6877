// A variable that holds the promise of one child or another: what is awaited by it has ended, whichever it was, and its place is free again.
//! javascript
//! runtimes stub minimal incremental
//! allocates
import { sleep, yieldNow } from "tacet/assembly";
import { mark, trace } from "../trace";

async function load(page: i32): Promise<i32> {
  trace("begin", page);
  await sleep(2);
  if (page % 5 == 4) throw new RangeError("page " + page.toString());
  return page * page;
}

/** The next page is read while this one is looked at. */
async function readAhead(pages: i32): Promise<i32> {
  let sum = 0;
  let next = load(0);
  for (let page = 1; page < pages; page++) {
    const value = await next;
    next = load(page);
    await sleep(1);
    sum += value;
  }
  return sum + (await next);
}

/** The same with nothing there at the beginning and, for a while, in between. */
async function optional(pages: i32): Promise<i32> {
  let sum = 0;
  let last: Promise<i32> | null = null;
  for (let page = 0; page < pages; page++) {
    if (last != null) sum += await last;
    last = page == 2 ? null : load(page);
    await yieldNow();
  }
  if (last) sum += await last;
  return sum;
}

/** Conditions of other types between. */
async function compared(pages: i64, ratio: f64): Promise<i32> {
  let sum = 0;
  let next = load(1);
  for (let page: i64 = 2; page != 0; page = page == pages ? 0 : page + 1) {
    sum += await next;
    if (ratio == 0) break;
    if (page != 0) next = load(i32(page));
    else next = load(0);
  }
  return sum + (await next);
}

async function whileThere(): Promise<i32> {
  let sum = 0;
  let page = 0;
  let next: Promise<i32> | null = load(page);
  while (next != null) {
    sum += await next;
    next = ++page < 4 ? load(page) : null;
  }
  return sum;
}

async function caught(pages: i32): Promise<i32> {
  let failed = 0;
  let next = load(1);
  for (let page = 2; page < pages; page++) {
    try {
      trace("page", await next);
    } catch (e) {
      trace("failed", e.message);
      failed++;
    } finally {
      await sleep(1);
    }
    next = load(page);
  }
  trace("last", await next);
  return failed;
}

/** The promise goes through another variable, and through one that is sometimes kept. */
async function copies(pages: i32): Promise<i32> {
  let best = load(3);
  let sum = 0;
  for (let page = 0; page < pages; page++) {
    const reading = load(page);
    const same = reading;
    sum += await same;
    if (page == 2) {
      best = reading;
      break;
    }
  }
  return sum * 100 + (await best);
}

export async function run(): Promise<void> {
  trace("ahead", await readAhead(4));
  trace("optional", await optional(4));
  trace("compared", await compared(3, 0.5));
  trace("while", await whileThere());
  trace("caught", await caught(9));
  trace("copies", await copies(4));
  trace("copies", await copies(2));
  try {
    await readAhead(9);
  } catch (e) {
    trace("readAhead", e.message);
  }
  mark("end");
}
