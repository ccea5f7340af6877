// The first error of a scope's task cancels the others, waits for their cleanup and reaches whoever opened the scope.
import { scope, sleep } from "tacet/assembly";
import { clockStart, ms, trace, trace2, traceText } from "../trace";

@pool(4)
async function job(id: i32): Promise<void> {
  try {
    await sleep(id * 10);
    if (id == 2) throw new Error("job 2");
    trace("done", id);
  } finally {
    trace2("over", id, ms());
  }
}

async function work(): Promise<void> {
  const s = scope();
  for (let i = 1; i < 5; i++) await s.spawn(job(i));
  await s.join();
}

export async function main(): Promise<void> {
  clockStart();
  try {
    await work();
  } catch (e) {
    traceText("caught", e.message);
  }
  trace("ms", ms());
}
