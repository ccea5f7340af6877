// A promise can't outlive its owner: unfinished children are cancelled and their cleanup is awaited before the owner's call ends.
import { sleep } from "tacet/assembly";
import { clockStart, mark, ms, trace, trace2 } from "../trace";

async function slow(id: i32): Promise<void> {
  try {
    await sleep(1000);
    mark("never");
  } finally {
    trace("stopping", id);
    await sleep(id);
    trace2("stopped", id, ms());
  }
}

async function owner(): Promise<i32> {
  const a = slow(20);
  const b = slow(10);
  await sleep(5);
  mark("returns");
  return 1;
}

export async function main(): Promise<void> {
  clockStart();
  trace2("owner", await owner(), ms());
}
