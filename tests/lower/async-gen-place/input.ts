// Steps of an async generator that nobody awaits, and tasks that would take one with them.
import { trySpawn, yieldNow } from "tacet/assembly";

async function* good(n: i32): AsyncGenerator<i32> {
  await yieldNow();
  yield n;
}

@pool(1) async function task(over: AsyncGenerator<i32>): Promise<void> {
  for await (const x of over) if (x) return;
}

function stepped(over: AsyncGenerator<i32>): void {
  over.next();
}

export async function run(): Promise<void> {
  const g = good(2);
  stepped(g);
  const step = g.next();
  const end = g.return();
  const child = task(g);
  trySpawn(task(g));
  await step;
  await end;
  await child;
}
