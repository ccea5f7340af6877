// A promise of one type where one of another is wanted.
import { yieldNow } from "tacet/assembly";
import { trace } from "../trace";

class Animal {}
class Cat extends Animal {}

async function half(v: i32): Promise<f64> {
  await yieldNow();
  return v / 2;
}

async function text(): Promise<string> {
  return "";
}

async function cat(): Promise<Cat> {
  return new Cat();
}

async function nothing(): Promise<void> {}

async function of(p: Promise<i32>): Promise<i32> {
  return await p;
}

async function declared(): Promise<void> {
  const p: Promise<i32> = half(1);
  trace("p", await p);
  const q: Promise<Animal> = cat();
  await q;
  const r: Promise<i32> = Promise.race([half(2)]);
  await r;
  const s: Promise<i32> = nothing();
  await s;
}

async function assigned(): Promise<void> {
  let p = of(Promise.resolve(1));
  p = text();
  await p;
}

async function given(): Promise<i32> {
  return await of(half(3));
}

export async function run(): Promise<void> {
  await declared();
  await assigned();
  await given();
}
