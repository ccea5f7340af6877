// Promise.race: the first result; the losers are cancelled and waited for, their cleanup included.
import { sleep } from "tacet/assembly";
import { clockStart, ms, trace, trace2 } from "../trace";

async function runner(id: i32, delay: i32): Promise<i32> {
  try {
    await sleep(delay);
    return id;
  } finally {
    await sleep(3);
    trace2("over", id, ms());
  }
}

async function ready(id: i32): Promise<i32> {
  return id;
}

export async function main(): Promise<void> {
  clockStart();
  trace("first", await Promise.race([runner(1, 30), runner(2, 10), runner(3, 20)]));
  trace("ms", ms());
  trace("first", await Promise.race([runner(4, 30), ready(5)]));
  trace("ms", ms());
}
