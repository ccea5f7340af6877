// Goal: recursions through several functions, methods, interfaces and function values, with one @depth and with two.
//! allocates
import { sleep, yieldNow } from "tacet/assembly";
import { trace } from "../trace";

async function isOdd(n: i32): Promise<bool> {
  if (n == 0) return false;
  return await isEven(n - 1);
}

@depth(5)
async function isEven(n: i32): Promise<bool> {
  if (n % 4 == 0) await yieldNow();
  if (n == 0) return true;
  const odd = await isOdd(n - 1);
  return odd;
}

interface Shape {
  area(depth: i32): Promise<f64>;
}

class Square implements Shape {
  constructor(public side: f64) {}
  async area(depth: i32): Promise<f64> {
    await yieldNow();
    return this.side * this.side + <f64>depth;
  }
}

class Pair implements Shape {
  constructor(public a: Shape, public b: Shape) {}
  @depth(4) async area(depth: i32): Promise<f64> {
    const a = await this.a.area(depth + 1);
    await sleep(1);
    return a + (await this.b.area(depth + 1));
  }
}

class Walker {
  visited: i32 = 0;
  @depth(4) async left(n: i32): Promise<i32> {
    this.visited++;
    if (n <= 0) return 1;
    return (await this.right(n - 2)) + (await this.left(n - 1));
  }
  @depth(3) async right(n: i32): Promise<i32> {
    this.visited++;
    await yieldNow();
    if (n <= 0) return 10;
    return (await this.left(n - 1)) * (await this.right(n - 1));
  }
}

type Visit = (n: i32) => Promise<i32>;

@depth(4)
async function visit(f: Visit, n: i32): Promise<i32> {
  await yieldNow();
  return n ? await f(n - 1) : 100;
}
async function onwards(n: i32): Promise<i32> {
  return (await visit(onwards, n)) + 1;
}
async function stop(n: i32): Promise<i32> {
  return n;
}

async function generic<T>(value: T, n: i32): Promise<T> {
  return n ? await twice<T>(value, n - 1) : value;
}
@depth(3)
async function twice<T>(value: T, n: i32): Promise<T> {
  await yieldNow();
  return (await generic<T>(value, n)) + (await generic<T>(value, n));
}

export async function run(): Promise<i32> {
  for (let n = 0; n < 9; n += 2) trace("isEven", await isEven(n));
  trace("isOdd", await isOdd(9));
  const pair = new Pair(new Square(2), new Pair(new Square(3), new Pair(new Square(4), new Square(5))));
  trace("area", await pair.area(0));
  const walker = new Walker();
  trace("left", await walker.left(3));
  trace("right", await walker.right(2));
  trace("visited", walker.visited);
  trace("visit", await visit(onwards, 3));
  trace("stop", await visit(stop, 3));
  trace("i32", await generic<i32>(3, 3));
  trace("f64", await generic<f64>(0.5, 2));
  return 0;
}
