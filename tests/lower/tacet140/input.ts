// A promise of an earlier round that is awaited, or handed on, when its child has started again.
import { sleep } from "tacet/assembly";
import { trace } from "../trace";

async function load(page: i32): Promise<i32> {
  await sleep(1);
  return page;
}

async function twice(value: Promise<i32>): Promise<i32> {
  return 2 * (await value);
}

async function awaited(): Promise<i32> {
  let best = load(0);
  for (let page = 1; page < 5; page++) {
    const next = load(page);
    if ((await next) == 3) best = next;
  }
  return await best;
}

async function handedOn(): Promise<i32> {
  let best = load(0);
  for (let page = 1; page < 5; page++) {
    const next = load(page);
    if ((await next) == 3) best = next;
  }
  return await twice(best);
}

async function combined(): Promise<i32> {
  let best = load(0);
  for (let page = 1; page < 5; page++) {
    const next = load(page);
    if ((await next) == 3) best = next;
  }
  const [a, b] = await Promise.all([best, load(6)]);
  return a + b;
}

/** All of `best` have a place of their own. */
async function fine(): Promise<i32> {
  let best = load(0);
  for (let page = 1; page < 5; page++) {
    const next = load(page);
    if ((await next) == 3) {
      best = next;
      break;
    }
  }
  return await best;
}

export async function run(): Promise<void> {
  trace("awaited", await awaited());
  trace("handed on", await handedOn());
  trace("combined", await combined());
  trace("fine", await fine());
}
