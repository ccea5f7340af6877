// shield: a cancel waits until the shielded work has its result.
import { shield, sleep } from "tacet/assembly";
import { clockStart, mark, ms, trace, trace2 } from "../trace";

async function commit(): Promise<i32> {
  await sleep(20);
  mark("committed");
  return 1;
}

async function job(): Promise<i32> {
  try {
    trace("result", await shield(commit()));
    await sleep(1000);
    mark("never");
  } finally {
    trace("ended at", ms());
  }
  return 0;
}

async function soon(): Promise<i32> {
  await sleep(5);
  return 2;
}

export async function main(): Promise<void> {
  clockStart();
  trace2("first at", await Promise.race([job(), soon()]), ms());
}
