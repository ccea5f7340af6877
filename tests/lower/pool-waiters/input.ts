// Several slots that come free in one turn go to as many waiters, first come, first served; a cancelled waiter passes its slot on.
import { sleep, spawn, yieldNow } from "tacet/assembly";
import { mark, trace } from "../trace";

@pool(2)
async function worker(n: i32): Promise<void> {
  trace("start", n);
  await sleep(10);
  trace("end", n);
}

@pool(6)
async function starter(n: i32): Promise<void> {
  await spawn(worker(n));
  trace("spawned", n);
}

export async function run(): Promise<void> {
  for (let n = 0; n < 4; n++) await spawn(starter(n));
  await sleep(5);
  mark("both slots are in use, two starters wait");
  const waiting = await spawn(starter(4));
  await spawn(starter(5));
  await yieldNow();
  waiting.cancel();
  try {
    await waiting.join();
  } catch (e) {
    mark("one waiter gave up");
  }
  await sleep(100);
}
