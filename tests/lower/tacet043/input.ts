// Async functions called where no activation owns the task: a function, a method, a callback, the top level.
import { yieldNow } from "tacet/assembly";

async function task(n: i32): Promise<i32> {
  await yieldNow();
  return n;
}

class C {
  async method(): Promise<void> {
    await yieldNow();
  }
  plain(): void {
    this.method();
  }
}

function plain(): void {
  const p = task(1);
}

export function other(): void {
  plain();
  new C().plain();
  [1, 2].forEach(n => { task(n); });
}

task(2);

export async function run(): Promise<void> {
  await task(3);
}
