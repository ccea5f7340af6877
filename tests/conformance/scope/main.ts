// scope and limit: any number of tasks of pools; a full pool or a reached limit makes the spawner wait.
import { limit, scope, sleep } from "tacet/assembly";
import { clockStart, ms, trace, trace2 } from "../trace";

let running: i32 = 0;
let most: i32 = 0;

@pool(3)
async function job(id: i32): Promise<void> {
  running++;
  most = max(most, running);
  await sleep(10);
  running--;
  trace2("done", id, ms());
}

async function inScope(): Promise<void> {
  const s = scope();
  for (let i = 0; i < 5; i++) await s.spawn(job(i));
  trace("count", s.count);
  await s.join();
}

async function limited(): Promise<void> {
  const two = limit(2);
  for (let i = 5; i < 9; i++) await two.spawn(job(i));
}

export async function main(): Promise<void> {
  clockStart();
  await inScope();
  trace2("most", most, ms());
  most = 0;
  await limited();
  trace2("most", most, ms());
}
