// timeout: the result in time, else a cancel, the cleanup and a TimeoutError.
import { sleep, timeout } from "tacet/assembly";
import { clockStart, ms, trace, trace2, traceText } from "../trace";

async function work(delay: i32): Promise<i32> {
  try {
    await sleep(delay);
    return delay;
  } finally {
    await sleep(2);
    trace2("cleaned", delay, ms());
  }
}

export async function main(): Promise<void> {
  clockStart();
  trace("in time", await timeout(work(5), 20));
  try {
    trace("late", await timeout(work(50), 20));
  } catch (e) {
    traceText("caught", e.name);
  }
  trace("ms", ms());
  for (let i = 0; i < 3; i++) {
    try {
      trace("again", await timeout(work(10 * i), 5));
    } catch (e) {
      trace("too late", i);
    }
  }
}
