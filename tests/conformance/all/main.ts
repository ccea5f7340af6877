// Promise.all: results of several types without an array, in the time of the slowest; an error ends the others.
import { sleep } from "tacet/assembly";
import { clockStart, mark, ms, trace, trace2, traceText } from "../trace";

async function small(): Promise<i32> {
  await sleep(20);
  return 7;
}

async function large(): Promise<i64> {
  await sleep(10);
  return 1 << 40;
}

async function text(): Promise<string> {
  return "text";
}

async function fails(): Promise<i32> {
  await sleep(5);
  throw new Error("on the way");
}

async function stopped(): Promise<i32> {
  try {
    await sleep(100);
  } finally {
    mark("stopped");
  }
  return 0;
}

export async function main(): Promise<void> {
  clockStart();
  const [a, b, c] = await Promise.all([small(), large(), text()]);
  trace2("numbers", a, b);
  traceText("and", c);
  trace("ms", ms());
  try {
    await Promise.all([stopped(), fails(), stopped()]);
  } catch (e) {
    traceText("caught", e.message);
  }
  trace("ms", ms());
}
