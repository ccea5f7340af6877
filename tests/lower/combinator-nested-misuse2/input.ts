// Nested combinators dropped, taken for one value, or taken apart where one of several lists would win.
import { sleep, timeout } from "tacet/assembly";

async function v(n: i32): Promise<i32> {
  await sleep(1);
  return n;
}

async function w(n: f64): Promise<f64> {
  return n;
}

async function measured(): Promise<i32> {
  return (await Promise.all([v(1), v(2)])).length;
}

async function raced(): Promise<void> {
  const [a, b] = await Promise.race([Promise.all([v(1), v(2)]), Promise.all([v(3), v(4)])]);
}

async function limited(): Promise<void> {
  const both = await timeout(Promise.all([v(1), v(2)]), 5);
}

async function mixed(): Promise<f64> {
  const [a, b] = await Promise.all([Promise.race([v(1), w(2)]), v(3)]);
  return await timeout(Promise.any([w(1), v(2)]), 5);
}

async function numbers(): Promise<void> {
  await Promise.all([v(1), timeout(5, 10)]);
  await timeout(Promise.race([v(1), 2]), 5);
  await timeout(Promise.race([v(1), v(2)]));
}

async function dropped(): Promise<void> {
  timeout(Promise.race([v(1), v(2)]), 5);
}

export async function run(): Promise<void> {
  await measured();
  await raced();
  await limited();
  await mixed();
  await numbers();
  await dropped();
}
