// Functions that give promises where plain ones are called, and the other way round; methods without their objects.
import { sleep } from "tacet/assembly";

async function f(n: i32): Promise<i32> {
  await sleep(1);
  return n;
}

class Counter {
  count: i32 = 0;

  async add(n: i32): Promise<i32> {
    await sleep(1);
    return this.count += n;
  }
}

function plain(n: i32): i32 {
  return n;
}

function takesPlain(fn: (n: i32) => i32): i32 {
  return fn(1);
}

async function takesAsync(fn: (n: i32) => Promise<i32>): Promise<i32> {
  return await fn(1);
}

async function callbacks(): Promise<void> {
  const list = [1, 2];
  const promises = list.map(async x => x);
  const typed = list.map(async (x: i32): Promise<i32> => await f(x));
  const some = list.some(async x => x > 1);
}

async function inferred(): Promise<void> {
  const promises = [1, 2].map(x => f(x));
}

async function values(): Promise<i32> {
  takesPlain(f);
  await takesAsync(plain);
  const kept: (n: i32) => i32 = f;
  await takesAsync(x => x);
  return await f;
}

async function methods(): Promise<void> {
  const counter = new Counter();
  const add = counter.add;
  await add(1);
  await takesAsync(counter.add);
  await counter.add;
}

async function inner(): Promise<void> {
  async function untyped() {
    await sleep(1);
  }
  await untyped();
}

export async function main(): Promise<void> {
  await callbacks();
  await inferred();
  await values();
  await methods();
  await inner();
}
