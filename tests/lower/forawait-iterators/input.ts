//! allocates
//! runtimes stub minimal incremental
// for await over classes: an async `next()` with a bool or with an object, `[Symbol.asyncIterator]`, and all that for…of goes over.
import { sleep, yieldNow } from "tacet/assembly";
import { trace } from "../trace";

/** next(): Promise<bool> and value. */
class Ticks {
  value: i32 = 0;
  constructor(private to: i32) {}
  async next(): Promise<bool> {
    await sleep(1);
    return ++this.value < this.to;
  }
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
  async next(): Promise<Step<f64>> {
    this.step.value /= 2;
    if (this.step.value > 4) await yieldNow();
    this.step.done = this.step.value < 1;
    return this.step;
  }
}

/** Gives an iterator, or a generator. */
class Numbers<T> {
  constructor(private from: T, private to: T) {}
  [Symbol.asyncIterator](): Counter<T> { return new Counter<T>(this.from, this.to); }
  *[Symbol.iterator](): Generator<T> {
    yield <T>-1;
  }
}

class Counter<T> {
  value: T;
  constructor(from: T, private to: T) { this.value = from - 1; }
  async next(): Promise<bool> {
    await yieldNow();
    return ++this.value < this.to;
  }
}

class Lines {
  constructor(private text: string) {}
  async *[Symbol.asyncIterator](): AsyncGenerator<string> {
    for (const line of this.text.split("|")) {
      await yieldNow();
      yield line;
    }
  }
}

interface Source {
  value: string;
  next(): Promise<bool>;
}

class Words implements Source {
  value: string = "";
  private at: i32 = 0;
  constructor(private words: string[]) {}
  async next(): Promise<bool> {
    await yieldNow();
    if (this.at == this.words.length) return false;
    this.value = this.words[this.at++];
    return true;
  }
}

/** One that never suspends. */
class Now {
  value: i32 = 0;
  next(): bool { return ++this.value < 4; }
}

async function letters(words: Source): Promise<i32> {
  let n = 0;
  for await (const word of words) n += word.length;
  return n;
}

/** Sync or async, as its argument is. */
async function total<C>(over: C): Promise<f64> {
  let n: f64 = 0;
  for await (const x of over) n += <f64>x;
  return n;
}

async function left(): Promise<i32> {
  let n = 0;
  let x = 0;
  for await (x of new Ticks(9)) {
    if (x == 2) continue;
    if (x == 5) break;
    for await (const y of new Ticks(x)) {
      if (y == 3) return n * 10 + x;
      n = n * 10 + y;
    }
  }
  return x;
}

export async function run(): Promise<void> {
  trace<f64>("ticks", await total(new Ticks(4)));
  trace<f64>("halves", await total(new Halves(12)));
  trace<f64>("numbers", await total(new Numbers<i64>(1, 5)));
  trace<f64>("now", await total(new Now()));
  trace<f64>("array", await total<f64[]>([1.5, 2]));
  const fixed: StaticArray<u8> = [1, 2, 3];
  trace<f64>("static", await total(fixed));
  const set = new Set<i32>();
  set.add(3);
  set.add(4);
  trace<f64>("set", await total(set));
  trace<i32>("letters", await letters(new Words(["abc", "de"])));
  for await (const c of "aé") trace<string>("character", c);
  for await (const line of new Lines("one|two")) trace<string>("line", line);
  for (const x of new Numbers<i32>(1, 5)) trace<i32>("sync", x);
  trace<i32>("left", await left());
}
