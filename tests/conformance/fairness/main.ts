// Ready tasks run in turn; a wake during a turn lands in the next round, so none starves another.
import { sleep, yieldNow } from "tacet/assembly";
import { clockStart, ms, trace, trace2 } from "../trace";

let busy: bool = true;

async function spin(): Promise<i32> {
  let rounds = 0;
  while (busy) {
    rounds++;
    await yieldNow();
  }
  return rounds;
}

async function step(id: i32): Promise<void> {
  for (let i = 0; i < 3; i++) {
    trace2("step", id, i);
    await yieldNow();
  }
}

async function stop(): Promise<void> {
  await sleep(5);
  busy = false;
  trace("stops at", ms());
}

export async function main(): Promise<void> {
  clockStart();
  const a = step(1);
  const b = step(2);
  await Promise.all([a, b]);
  const spinner = spin();
  const stopper = stop();
  trace("spun", (await spinner) > 10 ? 1 : 0);
}
