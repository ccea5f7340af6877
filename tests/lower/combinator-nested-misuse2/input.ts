// Combinators in others that are no part of those, kept for later, or taken for one value.
import { yieldNow } from "tacet/assembly";

async function v(n: i32): Promise<i32> {
  await yieldNow();
  return n;
}

async function settled(): Promise<void> {
  const [[a, b]] = await Promise.all([Promise.allSettled([v(1), v(2)])]);
}

async function raced(): Promise<i32> {
  const [a, b] = await Promise.all([Promise.race([v(1), v(2)]), v(3)]);
  return a + b;
}

async function kept(): Promise<i32> {
  const p = Promise.all([v(1), v(2)]);
  const [a, b] = await p;
  return a + b;
}

async function measured(): Promise<i32> {
  return (await Promise.all([v(1), v(2)])).length;
}

export async function run(): Promise<void> {
  await settled();
  await raced();
  await kept();
  await measured();
}
