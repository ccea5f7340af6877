//! runtimes stub minimal incremental
//! allocates
// `using` in generators that are not async: disposed at their end, where the loop is left, at return().
import { trace } from "../trace";

class Resource {
  constructor(public n: i32) {}
  [Symbol.dispose](): void { trace<i32>("dispose", this.n); }
}

function* g(n: i32): Generator<i32> {
  using a = new Resource(n);
  yield 1;
  using b = new Resource(n + 1);
  yield 2;
}

export async function run(): Promise<void> {
  for (const x of g(10)) if (trace<i32>("x", x) == 1) break;
  for (const x of g(20)) trace<i32>("x", x);
  const held = g(30);
  held.next();
  held.next();
  held.return();
}
