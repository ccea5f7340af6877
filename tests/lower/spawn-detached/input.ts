// A handle that was detached is no task any more, although the task runs on: it is done, cancels nothing, and can't be joined.
import { sleep, spawn } from "tacet/assembly";
import { mark, trace } from "../trace";

@pool(1)
async function work(): Promise<i32> {
  await sleep(5);
  mark("worked");
  return 1;
}

export async function run(): Promise<i32> {
  const task = await spawn(work());
  trace("done", task.done);
  task.detach();
  trace("done", task.done);
  task.cancel();
  await sleep(9);
  const other = await spawn(work()); // the slot is free again
  trace("joined", await other.join());
  return await task.join();
}
