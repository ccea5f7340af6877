// Async generators in stacks of more than 128 KB: frame headers are wide, distances to callers too.
import { yieldNow, frameBuffer } from "tacet/assembly";
import { trace } from "../trace";
async function* g(n: i32): AsyncGenerator<i32> { for (let i = 0; i < n; i++) { await yieldNow(); yield i; } }
async function* f(over: AsyncGenerator<i32>): AsyncGenerator<i32> { const b = frameBuffer(40000); for await (const x of over) { store<i32>(b, x); await yieldNow(); yield load<i32>(b) * 2; } }
async function deep(over: AsyncGenerator<i32>): Promise<i32> { const b = frameBuffer(200000); store<i32>(b + 199996, 5); await yieldNow(); const s = await over.next(); return s.value + load<i32>(b + 199996); }
export async function run(): Promise<void> {
  const src = g(9);
  const x = f(src);
  trace<i32>("deep", await deep(x));
  for await (const y of f(f(x))) { trace<i32>("y", y); if (y > 20) break; }
  trace<bool>("done", (await src.next()).done);
}
