// Where an async generator has no place: the host, functions that can't await its steps, a loop that keeps an earlier one.
import { yieldNow } from "tacet/assembly";

export async function* exported(): AsyncGenerator<i32> {
  yield 1;
}

async function* good(n: i32): AsyncGenerator<i32> {
  await yieldNow();
  yield n;
}

function plain(): void {
  const g = good(1);
}

function* steps(): Generator<i32> {
  const g = good(1);
  yield 1;
}

export async function run(): Promise<void> {
  plain();
  for (const x of steps()) if (x) break;
  let last = good(0);
  for (let i = 0; i < 3; i++) {
    const next = good(i);
    last = next;
  }
  await last.next();
}
