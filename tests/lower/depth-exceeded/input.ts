// Goal: one activation more than @depth says throws, in the straight function and after a resume, and names the function; it touches
// nothing behind the stack that is laid out.
//! runtimes stub minimal
//! script start run 4; idle; start run 5; idle; start caught 9; end
import { frameBuffer, yieldNow } from "tacet/assembly";
import { trace } from "../trace";

@depth(4)
async function down(n: i32): Promise<i32> {
  trace("down", n);
  if (n == 2) await yieldNow();
  return n > 1 ? 1 + (await up(n - 1)) : 1;
}

async function up(n: i32): Promise<i32> {
  return await down(n);
}

export async function run(n: i32): Promise<i32> {
  return await up(n);
}

async function one(n: i32): Promise<i32> {
  await yieldNow();
  return n;
}

@depth(3)
async function owner(n: i32): Promise<i32> {
  const buffer = frameBuffer(16);
  const child = one(n);
  store<i32>(buffer, n);
  let sum = n ? await owner(n - 1) : 0;
  sum += await child;
  return sum * 10 + load<i32>(buffer);
}

export async function caught(n: i32): Promise<i32> {
  const neighbour = owner(2);
  let sum = 0;
  for (let i = 1; i < n; i += 3) {
    try {
      sum += (await owner(i)) + (await down(i));
    } catch (e) {
      trace("caught", e.message.length);
    }
  }
  return (await neighbour) * 1000 + sum;
}
