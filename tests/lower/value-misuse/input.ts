// Promises and values of other types than are wanted.
import { sleep } from "tacet/assembly";

async function f(n: i32): Promise<i32> {
  await sleep(1);
  return n;
}

async function half(n: i32): Promise<f64> {
  await sleep(1);
  return <f64>n / 2;
}

async function converted(): Promise<i32> {
  const n: i32 = await half(1);
  if (n) return await half(2);
  return half(3);
}

async function mistaken(): Promise<void> {
  const p: Promise<i32> = 5;
  switch (f(1)) {
    case 1: break;
  }
  const negative = -f(1);
  const [a, b] = f(1);
}

export async function main(): Promise<void> {
  await converted();
  await mistaken();
}
