// Generic async functions, methods and classes: several instances of one source, of value and reference types.
//! javascript
//! allocates
import { yieldNow } from "tacet/assembly";
import { trace } from "../trace";

async function id<T>(v: T): Promise<T> {
  await yieldNow();
  return v;
}

class Cell<T> {
  value: T;
  constructor(v: T) {
    this.value = v;
  }
  async get(): Promise<T> {
    await yieldNow();
    return this.value;
  }
  async swap(v: T): Promise<T> {
    const old = await this.get();
    this.value = await id<T>(v);
    return old;
  }
  async map<U>(seed: U): Promise<U> {
    await this.get();
    return seed;
  }
}

class Pair<A, B> {
  constructor(public a: A, public b: B) {}
}

async function makePair<A, B>(a: A, b: B): Promise<Pair<A, B>> {
  const x = await id<A>(a);
  const y = await id<B>(b);
  return new Pair<A, B>(x, y);
}

async function reduce<T>(list: T[], start: T): Promise<T> {
  let sum = start;
  for (let i = 0; i < list.length; i++) sum = sum + (await id<T>(list[i]));
  return sum;
}

export async function run(): Promise<i32> {
  const ints = new Cell<i32>(1);
  const texts = new Cell<string>("one");
  const floats = new Cell<f64>(0.5);
  trace("ints", await ints.swap(2) + (await ints.get()));
  trace("texts", await texts.swap("two"));
  trace("texts", await texts.get());
  trace("floats", await floats.swap(1.5) + (await floats.get()));
  trace("map", await ints.map<f64>(2.5));
  trace("map", await texts.map<i32>(7));
  const pair = await makePair<i32, string>(3, "three");
  trace("pair", pair.b);
  trace("inferred", await id(4.5));
  trace("reduce", await reduce<i32>([1, 2, 3], 10));
  trace("reduce", await reduce<f64>([0.5, 0.25], 0.0));
  return pair.a;
}
