// Without a collector a `throw new` fills a static object: nothing is allocated, and the module can't grow its memory.
import { yieldNow } from "tacet/assembly";
import { trace } from "../trace";

class Denied extends Error {
  constructor(message: string, public code: i32) {
    super(message);
    this.name = "Denied";
  }
}

class Plain extends Error {}

class Worse extends Denied {
  constructor() {
    super("worse", 99);
  }
}

class Of<T> extends Error {
  constructor(public value: T) {
    super("of a value");
  }
}

async function fails(v: i32): Promise<i32> {
  if (v == 1) throw new Denied("denied", v);
  await yieldNow();
  if (v == 2) throw new Plain("plain");
  if (v == 3) throw new Error();
  if (v == 4) throw new Worse();
  if (v == 5) throw new Of<f64>(2.5);
  if (v == 6) throw new RangeError("range");
  return v;
}

async function failsWith<T>(value: T): Promise<void> {
  await yieldNow();
  throw new Of<T>(value);
}

export async function run(): Promise<i32> {
  for (let i = 0; i < 7; i++) {
    try {
      trace("no error", await fails(i));
    } catch (e) {
      trace(e.name, e.message);
      if (e instanceof Denied) trace("code", (e as Denied).code);
      if (e instanceof Of<f64>) trace("value", (e as Of<f64>).value);
    }
  }
  let first: Error | null = null;
  for (let i = 0; i < 2; i++) {
    try {
      await failsWith<i32>(i);
    } catch (e) {
      // The second throw of the same expression uses the same object.
      if (i == 0) first = e;
      else trace("same", first == e);
      trace("of", (e as Of<i32>).value);
    }
  }
  try {
    await failsWith<u8>(7);
  } catch (e) {
    trace("other", first == e);
    trace("of", (e as Of<u8>).value);
  }
  return 0;
}
