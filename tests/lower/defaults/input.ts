// Default arguments: constants, earlier parameters, globals; left out in any number, in direct and method calls.
//! javascript
//! allocates
import { yieldNow } from "tacet/assembly";
import { trace } from "../trace";

let counter: i32 = 0;

function next(): i32 {
  return ++counter;
}

async function f(a: i32, b: i32 = 5, c: i32 = a + b, d: i32 = next()): Promise<i32> {
  await yieldNow();
  return a * 1000 + b * 100 + c * 10 + d;
}

async function allDefault(a: i32 = 1, b: i32 = 2): Promise<i32> {
  return a * 10 + b;
}

class C {
  base: i32 = 7;
  async m(a: i32, b: i32 = this.base): Promise<i32> {
    const r = a * 10 + b;
    await yieldNow();
    return r + this.base * 100;
  }
}

const c = new C();

export async function run(): Promise<i32> {
  trace("f", await f(1));
  trace("f", await f(1, 2));
  trace("f", await f(1, await f(0, 0, 0, 2)));
  trace("f", await f(1, 2, await allDefault()));
  trace("f", await f(await allDefault(0), 2, 3, 4));
  trace("all", await allDefault(await allDefault(3, 4)));
  trace("m", await c.m(1));
  trace("m", await c.m(1, await c.m(2)));
  return counter;
}
