// Promise.all and race that are not awaited where they stand, and outside async functions.
import { yieldNow } from "tacet/assembly";

async function v(n: i32): Promise<i32> {
  await yieldNow();
  return n;
}

async function kept(): Promise<void> {
  const p = Promise.all([v(1), v(2)]);
  await p;
}

async function dropped(): Promise<void> {
  Promise.race([v(1), v(2)]);
}

function plain(p: Promise<i32>): void {
  Promise.all([p]);
}


export async function run(): Promise<void> {
  const p = v(1);
  plain(p);
  await kept();
  await dropped();
}
