// A sleep of zero, less or NaN is over in the next turn, behind what is ready now; no time passes.
import { sleep, yieldNow } from "tacet/assembly";
import { clockStart, ms, trace, trace2 } from "../trace";

async function rounds(id: i32, delay: f64): Promise<void> {
  for (let i = 0; i < 3; i++) {
    trace2("round", id, i);
    if (id == 3) await yieldNow();
    else await sleep(delay);
  }
}

export async function main(): Promise<void> {
  await sleep(1); // from here on in a turn, whoever started this
  clockStart();
  const a = rounds(1, 0);
  const b = rounds(2, -5);
  const c = rounds(3, 0);
  const d = rounds(4, NaN);
  await Promise.all([a, b, c, d]);
  trace("ms", ms());
}
