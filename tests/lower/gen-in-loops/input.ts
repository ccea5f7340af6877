//! javascript
// Generators made in loops: pipelines, arguments of calls, variables that two loops go over; each round has its own.
import { yieldNow } from "tacet/assembly";
import { trace } from "../trace";
async function* g(n: i32): AsyncGenerator<i32> { for (let i = 0; i < n; i++) { await yieldNow(); yield i; } }
async function* f(over: AsyncGenerator<i32>): AsyncGenerator<i32> { for await (const x of over) yield x * 2; }
function* h(n: i32): Generator<i32> { for (let i = 0; i < n; i++) { yield i; yield i + 1; } }
function* k(over: Generator<i32>): Generator<i32> { for (const x of over) yield x * 2; }
async function sum(over: AsyncGenerator<i32>): Promise<i32> { let n = 0; for await (const x of over) n += x; return n; }
export async function run(): Promise<void> {
  for (let i = 2; i < 5; i++) {
    for await (const x of f(f(g(i)))) { if (x == 8) break; trace<i32>("x", x); }
    for (const x of k(h(i))) trace<i32>("k", x);
    trace<i32>("sum", await sum(f(g(i))));
    const held = f(g(9));
    for await (const x of held) { trace<i32>("first", x); if (x >= i) break; }
    for await (const x of held) trace<i32>("second", x);
    const twice = h(3);
    for (const x of twice) { trace<i32>("h", x); if (x == i - 2) break; }
    for (const x of twice) trace<i32>("h2", x);
  }
}
