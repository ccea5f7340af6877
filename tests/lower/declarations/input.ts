// Where async functions may stand: namespaces, abstract classes, generic classes, several parameters,
// aliases of exports, functions that are never called, @inline helpers around awaits.
//! script start run; end; start alias 3; end; start withDefault 1 2; end
//! allocates
import { sleep, yieldNow } from "tacet/assembly";
import { mark, trace } from "../trace";

namespace Space {
  export async function inside(n: i32): Promise<i32> {
    await yieldNow();
    return hidden(n) + 1;
  }
  function hidden(n: i32): i32 {
    return n * 2;
  }
  export namespace Deeper {
    export async function inside(n: i32): Promise<i32> {
      return (await Space.inside(n)) * 10;
    }
  }
}

abstract class Shape {
  abstract area(scale: f64): Promise<f64>;
  async twice(scale: f64): Promise<f64> {
    return (await this.area(scale)) + (await this.area(scale));
  }
}

class Square extends Shape {
  constructor(private side: f64) {
    super();
  }
  async area(scale: f64): Promise<f64> {
    await sleep(1);
    return this.side * this.side * scale;
  }
}

class Circle extends Shape {
  async area(scale: f64): Promise<f64> {
    return 3 * scale;
  }
}

abstract class Stack<T> {
  protected items: T[] = [];
  abstract load(n: i32): Promise<T>;
  async fill(n: i32): Promise<i32> {
    for (let i = 0; i < n; i++) this.items.push(await this.load(i));
    return this.items.length;
  }
}

class Ints extends Stack<i32> {
  async load(n: i32): Promise<i32> {
    await yieldNow();
    return n * n;
  }
  get last(): i32 {
    return this.items[this.items.length - 1];
  }
}

async function many(a: i32, b: i64, c: f32, d: f64, e: u8, f: bool, g: i16, h: u64, i: i32, j: i32, k: f64, l: i64): Promise<f64> {
  await yieldNow();
  const first = <f64>a + <f64>b + c + d + e;
  await yieldNow();
  return first * 1000 + <f64>g + <f64>h + i + j + k + <f64>l + (f ? 0.5 : 0);
}

async function neverCalled(): Promise<void> {
  await sleep(1);
  mark("never");
}

// @ts-ignore: decorator
@inline
function clamp(v: i32, low: i32, high: i32): i32 {
  return v < low ? low : v > high ? high : v;
}

async function value(n: i32): Promise<i32> {
  await yieldNow();
  return n;
}

export async function run(): Promise<void> {
  trace("namespace", await Space.inside(3) + (await Space.Deeper.inside(4)));
  const shapes: Shape[] = [new Square(2), new Circle()];
  for (let i = 0; i < shapes.length; i++) trace("area", await shapes[i].twice(0.5));
  const ints = new Ints();
  trace("fill", await ints.fill(4));
  trace("last", ints.last);
  trace("many", await many(1, 2, 0.5, 0.25, 5, true, -3, 7, 8, 9, 0.125, 10));
  trace("clamp", clamp(await value(12), await value(3), await value(9)) + clamp(await value(1), 3, await value(9)));
}

async function named(n: i32): Promise<i32> {
  await yieldNow();
  return n * 7;
}

export { named as alias };

export async function withDefault(a: i32, b: i32 = 5): Promise<i32> {
  await yieldNow();
  return a * 10 + b;
}
