// spawn and trySpawn: static slots, refusal and waiting when all are in use, join, cancel, detach.
import { sleep, spawn, trySpawn } from "tacet/assembly";
import { clockStart, mark, ms, trace, trace2 } from "../trace";

@pool(2)
async function job(id: i32): Promise<i32> {
  try {
    await sleep(id * 10);
    return id * 100;
  } finally {
    trace2("over", id, ms());
  }
}

export async function main(): Promise<void> {
  clockStart();
  const a = trySpawn(job(1));
  const b = trySpawn(job(3));
  const c = trySpawn(job(5));
  trace2("started", a.started ? 1 : 0, c.started ? 1 : 0);
  trace("a", await a.join());
  const d = await spawn(job(2));
  trace("waited", ms());
  b.cancel();
  trace("b", await stopped());
  trace2("d", await d.join(), d.done ? 1 : 0);
  const e = await spawn(job(1));
  e.detach();
  await sleep(15);
  mark("end");
}

async function stopped(): Promise<i64> {
  await sleep(1);
  return ms();
}
