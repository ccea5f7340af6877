// frameBuffer and inFrame: zeroed at every evaluation, one place a call site, alive across awaits, 4-byte aligned, gone with
// the activation; in loops the same place again, zeroed again.
import { frameBuffer, inFrame, sleep, yieldNow } from "tacet/assembly";
import { mark, trace } from "../trace";

@unmanaged
class Parser {
  state: i32;
  count: i64;
  ratio: f64;
  small: u8;
  async feed(n: i32): Promise<i32> {
    this.state += n;
    await yieldNow();
    this.count += this.state;
    this.ratio += 0.5;
    return this.state;
  }
}

@unmanaged
class Empty {}

function sum(at: usize, bytes: usize): i32 {
  let total = 0;
  for (let i: usize = 0; i < bytes; i++) total += load<u8>(at + i);
  return total;
}

async function fill(at: usize, bytes: usize, value: u8): Promise<void> {
  await yieldNow();
  memory.fill(at, value, bytes);
  await yieldNow();
}

async function distinct(): Promise<void> {
  const a = frameBuffer(16);
  const b = frameBuffer(3);
  const c = frameBuffer(5);
  const d = frameBuffer(8);
  trace("apart", (b >= a + 16 || a >= b + 3) && (c >= b + 3 || b >= c + 5) && (d >= c + 5 || c >= d + 8));
  trace("aligned", ((a | b | c | d) & 3) == 0);
  trace("zero", sum(a, 16) + sum(b, 3) + sum(c, 5) + sum(d, 8));
  await fill(a, 16, 1);
  await fill(b, 3, 2);
  await fill(c, 5, 3);
  await fill(d, 8, 4);
  trace("sums", sum(a, 16) * 1000 + sum(b, 3) * 100 + sum(c, 5) * 10 + sum(d, 8));
}

async function inLoop(): Promise<void> {
  let first: usize = 0;
  for (let i = 0; i < 3; i++) {
    const at = frameBuffer(8);
    if (!first) first = at;
    trace("zeroed", sum(at, 8));
    await fill(at, 8, 7);
    trace("same", at == first);
    trace("filled", sum(at, 8));
  }
}

async function parsers(): Promise<i32> {
  const a = inFrame<Parser>();
  const b = inFrame<Parser>();
  const e = inFrame<Empty>();
  trace("zero", a.state + <i32>a.count + b.small);
  b.small = 200;
  for (let i = 1; i <= 3; i++) {
    await a.feed(i);
    await b.feed(i * 10);
  }
  trace("ratio", a.ratio + b.ratio);
  trace("count", a.count * 1000 + b.count);
  trace("small", b.small);
  trace("empty", changetype<usize>(e) != 0);
  return a.state * 100 + b.state;
}

const SIZE: usize = 12;

async function nested(depth: i32, outer: usize): Promise<i32> {
  const mine = frameBuffer(SIZE * 2);
  memory.fill(mine, <u8>depth, SIZE * 2);
  await yieldNow();
  if (depth < 3) {
    const below = await deeper(depth, mine);
    return below + sum(mine, SIZE * 2) + sum(outer, 4);
  }
  return sum(mine, SIZE * 2);
}

async function deeper(depth: i32, outer: usize): Promise<i32> {
  const mine = frameBuffer(4);
  store<u32>(mine, 0x01010101);
  await sleep(1);
  return (await last(outer)) + sum(mine, 4);
}

async function last(outer: usize): Promise<i32> {
  const mine = frameBuffer(4);
  trace("zero", load<u32>(mine));
  store<u32>(mine, 0xffffffff);
  await yieldNow();
  store<u8>(outer, 100);
  return 1;
}

/** Two activations after each other reuse the same memory: it is zero again. */
async function again(): Promise<void> {
  await last(frameBuffer(4));
  await last(frameBuffer(4));
}

/** Never suspends, but has a frame. */
async function quick(v: u8): Promise<i32> {
  const at = frameBuffer(10);
  memory.fill(at, v, 10);
  return sum(at, 10);
}

async function child(at: usize, v: u8): Promise<i32> {
  const mine = frameBuffer(4);
  store<u8>(mine, v);
  await sleep(v);
  store<u8>(at, v);
  return load<u32>(mine);
}

async function children(): Promise<i32> {
  const at = frameBuffer(4);
  const a = child(at, 1);
  const b = child(at + 1, 2);
  const own = frameBuffer(4);
  await Promise.all([a, b]);
  trace("own", load<u32>(own));
  trace("shared", load<u32>(at));
  return (await a) * 10 + (await b);
}

export async function run(): Promise<i32> {
  await distinct();
  await inLoop();
  trace("parsers", await parsers());
  trace("nested", await nested(2, frameBuffer(4)));
  await again();
  trace("quick", (await quick(3)) + (await quick(4)));
  trace("children", await children());
  mark("end");
  return 0;
}
