//! allocates
//! runtimes stub minimal incremental
// for…of over classes: index access with a length, `next()` with a bool or with an object, `[Symbol.iterator]`, generic and through an interface.
import { yieldNow } from "tacet/assembly";
import { trace } from "../trace";

/** next(): bool and value. */
class Range {
  value: i32;
  constructor(from: i32, private to: i32) { this.value = from - 1; }
  next(): bool { return ++this.value < this.to; }
}

class Step<T> {
  done: bool = false;
  value: T;
  constructor(value: T) { this.value = value; }
}

/** JavaScript's protocol; one result object serves all steps. */
class Halves {
  private step: Step<f64>;
  constructor(from: f64) { this.step = new Step<f64>(from * 2); }
  next(): Step<f64> {
    this.step.value /= 2;
    this.step.done = this.step.value < 1;
    return this.step;
  }
}

/** Gives an iterator. */
class Numbers<T> {
  constructor(private from: T, private to: T) {}
  [Symbol.iterator](): Counter<T> { return new Counter<T>(this.from, this.to); }
}

class Counter<T> {
  value: T;
  constructor(from: T, private to: T) { this.value = from - 1; }
  next(): bool { return ++this.value < this.to; }
}

interface Source {
  value: string;
  next(): bool;
}

class Words implements Source {
  value: string = "";
  private at: i32 = 0;
  constructor(private words: string[]) {}
  next(): bool {
    if (this.at == this.words.length) return false;
    this.value = this.words[this.at++];
    return true;
  }
}

class Bits {
  constructor(private bits: u32) {}
  get length(): i32 { return 4; }
  @operator("[]") get(i: i32): bool { return (this.bits >> i & 1) != 0; }
}

function letters(words: Source): i32 {
  let n = 0;
  for (const word of words) n += word.length;
  return n;
}

function total<C>(over: C): f64 {
  let n: f64 = 0;
  for (const x of over) n += <f64>x;
  return n;
}

function count<C>(over: C): i32 {
  let n = 0;
  for (const _ of over) n++;
  return n;
}

async function slowly(to: i32): Promise<i32> {
  let n = 0;
  for (const i of new Range(0, to)) {
    for (const j of new Range(i, to)) {
      if (j == 3) break;
      await yieldNow();
      n = n * 10 + j;
    }
  }
  return n;
}

export async function run(): Promise<i32> {
  trace<f64>("range", total(new Range(2, 5)));
  trace<f64>("halves", total(new Halves(12)));
  trace<f64>("numbers", total(new Numbers<i32>(1, 5)));
  trace<f64>("wide numbers", total(new Numbers<i64>(1, 5)));
  trace<f64>("array", total<f64[]>([1.5, 2]));
  trace<i32>("text", count("abc"));
  trace<i32>("letters", letters(new Words(["abc", "de"])));
  let bits = 0;
  for (const bit of new Bits(10)) bits = bits * 10 + i32(bit);
  trace<i32>("bits", bits);
  const fixed: StaticArray<u8> = [1, 2, 3];
  trace<f64>("static", total(fixed));
  return trace<i32>("slowly", await slowly(5));
}
