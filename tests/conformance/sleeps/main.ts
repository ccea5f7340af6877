// Sleeps of several tasks end in the order of their deadlines; equal deadlines in the order of their start.
import { sleep } from "tacet/assembly";
import { clockStart, ms, trace2 } from "../trace";

async function task(id: i32, delay: i32): Promise<void> {
  await sleep(delay);
  trace2("task at", id, ms());
}

export async function main(): Promise<void> {
  clockStart();
  const a = task(1, 30);
  const b = task(2, 10);
  const c = task(3, 20);
  const d = task(4, 10);
  await Promise.all([a, b, c, d]);
  await sleep(5);
  trace2("end at", 0, ms());
}
