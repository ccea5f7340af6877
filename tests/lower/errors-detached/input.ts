// An error that nobody can see traps.
import { sleep, spawn } from "tacet/assembly";
import { mark } from "../trace";

@pool(2)
async function task(v: i32): Promise<void> {
  await sleep(v);
  if (v == 2) throw new Error("nobody waits");
  mark("done");
}

export async function run(): Promise<i32> {
  await spawn(task(1));
  await spawn(task(2));
  await sleep(10);
  return 0;
}
