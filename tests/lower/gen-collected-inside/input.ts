// Generators that hold references in generators that hold none: the collector no longer looks at them when their owner's frame is used for
// something else.
//! runtimes stub minimal incremental
//! allocates
import { frameBuffer, sleep, yieldNow } from "tacet/assembly";
import { trace } from "../trace";

async function* lengths(n: i32): AsyncGenerator<i32> {
  let text = "w";
  for (let i = 0; i < n; i++) {
    text += i.toString();
    yield text.length;
  }
  await yieldNow();
  yield -text.length;
}

async function* between(n: i32): AsyncGenerator<i32> {
  yield 100;
  for await (const length of lengths(n)) {
    await yieldNow();
    yield length;
  }
  yield 200;
}

function* short(n: i32): Generator<i32> {
  let text = "";
  for (let i = 0; i < n; i++) {
    text += "ab";
    yield text.length;
  }
}

function* longer(n: i32): Generator<i32> {
  for (const length of short(n)) yield length + 1;
  for (const length of short(n)) yield length + 2;
}

async function stepped(n: i32): Promise<i32> {
  let sum = 0;
  const steps = between(n);
  const plain = longer(n);
  for await (const length of steps) {
    sum += length;
    if (length == 3) break;
    await sleep(1);
    const step = plain.next();
    if (!step.done) sum += 1000 * step.value;
  }
  return sum;
}

/** Its buffer lies where the generators lay. */
async function other(): Promise<i32> {
  const bytes = frameBuffer(512);
  memory.fill(bytes, 0xff, 512);
  await sleep(1);
  return load<u8>(bytes, 511);
}

export async function run(): Promise<void> {
  for (let n = 1; n < 5; n++) {
    trace("stepped", await stepped(n));
    trace("other", await other());
  }
}
