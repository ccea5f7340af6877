// Values of promises of void, where something wants one.
import { sleep, yieldNow } from "tacet/assembly";

async function work(): Promise<void> {
  await yieldNow();
}

async function v(n: i32): Promise<i32> {
  await yieldNow();
  return n;
}

async function pattern(): Promise<i32> {
  const [a, b] = await Promise.all([work(), v(1)]);
  return b;
}

async function variable(): Promise<void> {
  const done = await work();
}

async function typed(): Promise<void> {
  const done: i32 = await sleep(1);
}

async function member(): Promise<i32> {
  return (await work()).length;
}

async function operand(): Promise<i32> {
  return await v(await work());
}

async function rejected(): Promise<i32> {
  return await Promise.reject(new Error("no"));
}

async function rejectedLater(): Promise<i32> {
  const p: Promise<i32> = Promise.reject(new Error("no"));
  return await p;
}

export async function run(): Promise<void> {
  await pattern();
  await variable();
  await typed();
  await member();
  await operand();
  await rejected();
  await rejectedLater();
  await Promise.reject(new Error("fine"));
}
