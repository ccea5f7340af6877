// Async generators: for await over them, steps by hand, and the end of a loop that is left early.
import { sleep } from "tacet/assembly";
import { clockStart, ms, trace, trace2 } from "../trace";

async function* ticks(count: i32): AsyncGenerator<i32> {
  try {
    for (let i = 0; i < count; i++) {
      await sleep(10);
      yield i;
    }
  } finally {
    trace("ticked", ms());
  }
}

async function* even(over: AsyncGenerator<i32>): AsyncGenerator<i32> {
  for await (const x of over) if (!(x & 1)) yield x;
}

export async function main(): Promise<void> {
  clockStart();
  for await (const x of ticks(3)) trace2("tick", x, ms());
  for await (const x of even(ticks(100))) {
    trace2("even", x, ms());
    if (x == 4) break;
  }
  const g = ticks(2);
  trace("value", (await g.next()).value);
  trace("value", (await g.next()).value);
  trace("done", (await g.next()).done ? 1 : 0);
}
