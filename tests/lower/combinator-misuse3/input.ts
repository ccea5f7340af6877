// Promise.race that nobody awaits, and Promise.all of a promise outside async functions.
import { yieldNow } from "tacet/assembly";

async function v(n: i32): Promise<i32> {
  await yieldNow();
  return n;
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
  await dropped();
}
