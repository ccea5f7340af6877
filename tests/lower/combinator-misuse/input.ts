// Promise.all and race where they cannot be compiled.
import { yieldNow } from "tacet/assembly";

async function v(n: i32): Promise<i32> {
  await yieldNow();
  return n;
}

async function empty(): Promise<void> {
  await Promise.all([]);
}

async function list(): Promise<void> {
  const children = [v(1), v(2)];
  await Promise.all(children);
}

async function several(): Promise<void> {
  await Promise.race(v(1), v(2));
}

async function chained(): Promise<i32> {
  return await v(1).then(n => n + 1);
}

async function made(): Promise<i32> {
  return await new Promise<i32>();
}

export async function run(): Promise<i32> {
  await empty();
  await list();
  await several();
  return (await chained()) + (await made());
}
