// What a kept promise of a combinator can't be.
import { timeout, yieldNow } from "tacet/assembly";
import { trace } from "../trace";

async function value(v: i32): Promise<i32> {
  await yieldNow();
  return v;
}

async function half(v: i32): Promise<f64> {
  await yieldNow();
  return v / 2;
}

class Holder {
  all: Promise<void> = Promise.all([value(1)]);
}

const ofModule = Promise.race([value(1), value(2)]);

function plain(): void {
  const p = Promise.all([value(1), value(2)]);
}

async function assigned(): Promise<void> {
  let p = Promise.all([value(1), value(2)]);
  const [a, b] = await p;
  p = Promise.all([value(b), value(a)]);
}

async function oneValue(): Promise<void> {
  const p = Promise.all([value(1), value(2)]);
  const r = await p;
  const q = Promise.allSettled([value(1)]);
  const s: i32 = await q;
  trace("q", (await q).length);
}

async function tooMany(): Promise<void> {
  const p = Promise.all([value(1), value(2)]);
  const [a, b, c] = await p;
  const [d, ...rest] = await p;
}

async function noPromises(list: Promise<i32>[]): Promise<void> {
  const p = Promise.race(list);
  const q = Promise.race([]);
  const r = Promise.any([value(1), 2]);
  const s = Promise.race([value(1), half(2)]);
  const u: i32 = await s;
  const t = timeout(5, 10);
}

async function escapes(): Promise<Promise<i32>> {
  const lists = [Promise.all([value(1)]), Promise.all([value(2)])];
  return Promise.race([value(1)]);
}

async function ofOne(): Promise<void> {
  const [a, b] = await Promise.race([Promise.all([value(1), value(2)]), Promise.all([value(3), value(4)])]);
}

async function dropped(): Promise<void> {
  Promise.all([value(1), value(2)]);
  timeout(value(1), 5);
}

export async function run(): Promise<void> {
  plain();
  await assigned();
  await oneValue();
  await tooMany();
  await noPromises([]);
  await escapes();
  await ofOne();
  await dropped();
  new Holder();
}
