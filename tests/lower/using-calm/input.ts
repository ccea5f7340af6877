// Disposals that throw behind blocks in which nothing does: no error is there to be suppressed, though the source asks for one.
//! runtimes stub incremental
//! allocates
import { mark, trace } from "../trace";
class D {
  [Symbol.dispose](): void {
    mark("disposed");
    throw new RangeError("disposal");
  }
}

/** With a frame, and in place of the loop. */
async function* numbers(n: i32): AsyncGenerator<i32> {
  yield n;
  try {
    using d = new D();
    trace("n", n);
  } catch (e) {
    trace("caught", e.message);
    if (e.name == "SuppressedError") trace("never", (e as SuppressedError).error.message);
  }
  yield n + 1;
}

async function awaited(n: i32): Promise<void> {
  try {
    await using d = new D();
    trace("n", n);
  } catch (e) {
    trace("caught", e.message);
  }
}

export async function run(): Promise<void> {
  const held = numbers(1);
  for await (const x of held) {
    trace("x", x);
    break;
  }
  for await (const x of numbers(5)) trace("x", x);
  await awaited(7);
}
