// What async generators and for await refuse.
import { spawn, trySpawn, yieldNow } from "tacet/assembly";

async function* good(): AsyncGenerator<i32> {
  yield 1;
}

async function* wrong(): Generator<i32> {
  yield 1;
}

function* alsoWrong(): AsyncGenerator<i32> {
  yield 1;
}

async function* promised(): Promise<i32> {
  yield 1;
}

async function* empty(): AsyncGenerator<i32> {
  yield;
}

class Point {
  x: i32 = 0;
}

class Ticks {
  value: i32 = 0;
  async next(): Promise<bool> { return ++this.value < 3; }
}

class Lines {
  async *[Symbol.asyncIterator](): AsyncGenerator<i32> { yield 1; }
}

class Holder {
  kept: AsyncGenerator<i32> | null = null;
}

@pool(1) async function task(over: AsyncGenerator<i32>): Promise<void> {
  for await (const x of over) if (x) return;
}

async function lost(): Promise<AsyncGenerator<i32>> {
  return good();
}

function made(): AsyncGenerator<i32> {
  return good();
}

export async function run(): Promise<void> {
  for (const x of good()) if (x) break;
  for (const x of new Ticks()) if (x) break;
  for (const x of new Lines()) if (x) break;
  for await (const x of new Point()) break;
  for await (const x of 3) break;
  for await (const x of wrong()) break;
  for await (const x of alsoWrong()) break;
  for await (const x of promised()) break;
  for await (const x of empty()) break;
  for await (const x of made()) break;
  new Holder();
  await lost();
  await task(good());
}
