// Generators that are overridden or belong to interfaces: whichever the object has is looped over, in place of one with a body of its own, too.
//! javascript
//! runtimes stub minimal incremental
//! allocates
import { sleep } from "tacet/assembly";
import { mark, trace } from "../trace";

class Source {
  *items(from: i32 = 1): Generator<i32> {
    yield from;
    yield from + 1;
  }

  async *slow(): AsyncGenerator<i32> {
    for (const item of this.items()) {
      await sleep(1);
      yield item;
    }
  }

  async *named(): AsyncGenerator<string> {
    yield "source";
  }
}

class Tens extends Source {
  constructor(private n: i32) {
    super();
  }

  *items(from: i32 = 1): Generator<i32> {
    for (let i = 0; i < this.n; i++) yield from + i * 10;
  }

  async *slow(): AsyncGenerator<i32> {
    yield -1;
    yield* super.slow();
  }
}

class Closing extends Tens {
  async *slow(): AsyncGenerator<i32> {
    try {
      for (let i = 0; ; i++) {
        await sleep(1);
        yield i;
      }
    } finally {
      await sleep(1);
      mark("closed");
    }
  }

  async *named(): AsyncGenerator<string> {
    for await (const name of super.named()) yield name + "!";
    throw new RangeError("no more");
  }
}

interface Feed {
  stream(n: i32): AsyncGenerator<i32>;
}

class Up implements Feed {
  async *stream(n: i32): AsyncGenerator<i32> {
    for (let i = 0; i < n; i++) {
      await sleep(1);
      yield i;
    }
  }
}

class Down implements Feed {
  async *stream(n: i32): AsyncGenerator<i32> {
    while (n > 0) yield n--;
  }
}

async function take(source: Source, count: i32): Promise<i32> {
  let sum = 0;
  let left = count;
  for await (const item of source.slow()) {
    sum = sum * 10 + item;
    if (--left == 0) break;
  }
  return sum;
}

export async function run(): Promise<void> {
  const sources: Source[] = [new Source(), new Tens(3), new Closing(2)];
  for (const source of sources) {
    for (const item of source.items()) trace("item", item);
    for (const item of source.items(5)) trace("from 5", item);
    trace("take", await take(source, 3));
    try {
      for await (const name of source.named()) trace("name", name);
    } catch (e) {
      trace("caught", e.message);
    }
    const items = source.items(7);
    trace("step", items.next().value);
    if (source instanceof Closing) continue; // it would be ended with this function, which JavaScript does not do
    const slow = source.slow();
    trace("step", (await slow.next()).value);
  }
  const feeds: Feed[] = [new Up(), new Down()];
  for (const feed of feeds) for await (const n of feed.stream(3)) trace("feed", n);
}
