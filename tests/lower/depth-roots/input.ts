// Goal: a recursion starts as a task of its own: exported, spawned, in a scope, as a child; cancelled in its depth it unwinds.
//! script start run 3; start run 4; idle; start all; end; start run 4; turn 2; cancel 3; end
import { scope, sleep, spawn, trySpawn, yieldNow } from "tacet/assembly";
import { trace } from "../trace";

@pool(2) @depth(4)
export async function run(n: i32): Promise<i32> {
  trace("run", n);
  await yieldNow();
  if (n <= 1) return 1;
  return n + (await run(n - 1));
}

@pool(2) @depth(3)
async function note(n: i32): Promise<void> {
  if (n > 1) await note(n - 1);
  await sleep(<f64>n);
  trace("note", n);
}

export async function all(): Promise<i32> {
  const child = run(2);
  const handle = trySpawn(run(3));
  const other = await spawn(run(4));
  await yieldNow();
  const s = scope();
  for (let i = 1; i < 4; i++) await s.spawn(note(i));
  await s.join();
  return (await handle.join()) * 100 + (await other.join()) * 10 + (await child);
}
