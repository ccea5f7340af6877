// Closures in functions that are not async: own callees, arrays' methods, sort, nested functions, methods, inlined ones.
//! javascript
//! runtimes stub minimal incremental
//! allocates
import { trace } from "../trace";

function apply(f: (x: i32) => i32, x: i32): i32 {
  return f(x);
}

function twice(f: (x: i32) => i32, x: i32): i32 {
  const g = f;
  return apply(g, g(x));
}

function maybe(x: i32, f: ((x: i32) => i32) | null): i32 {
  if (f) return f(x);
  return -1;
}

function recurse(n: i32, f: (x: i32) => i32): i32 {
  return n == 0 ? f(0) : f(n) + recurse(n - 1, f);
}

function plain(x: i32): i32 {
  return x + 1000;
}

abstract class Shape {
  abstract each(f: (x: f64) => void): void;
}

class Box extends Shape {
  w: f64 = 2;
  each(f: (x: f64) => void): void {
    f(this.w);
    f(this.w * 2);
  }
}

class Disc extends Shape {
  r: f64 = 5;
  each(f: (x: f64) => void): void {
    f(this.r);
  }
}

class Sum {
  total: f64 = 0;
  scale: f64 = 1;
  add(shapes: Shape[]): f64 {
    for (let i = 0; i < shapes.length; i++) {
      shapes[i].each((x: f64): void => {
        this.total += x * this.scale + <f64>i;
      });
    }
    return this.total;
  }
}

function arrays(k: i32, limit: i32): void {
  const a: i32[] = [5, 3, 9, 1, 7];
  const mapped = a.map<i32>(x => x + k);
  trace("map", mapped.join());
  trace("strings", a.map<string>((x: i32): string => x.toString() + ":" + k.toString()).join());
  trace("filter", a.filter(x => x > limit).join());
  trace("reduce", a.reduce<i32>((sum, x) => sum + x * k, 0));
  trace("some", a.some(x => x == limit));
  trace("every", a.every(x => x > limit));
  trace("find", a.findIndex(x => x == k));
  const order = a.slice();
  order.sort((p, q) => (p - q) * k);
  trace("sort", order.join());
  const weights: f64[] = [3, 1, 2];
  const index: i32[] = [0, 1, 2];
  index.sort((p, q) => <i32>(weights[p] - weights[q]));
  trace("sort by", index.join());
  const seen: i32[] = [];
  a.forEach((x, i) => {
    seen.push(x * k + i);
  });
  trace("each", seen.join());
}

function declared(k: i32): i32 {
  function inner(x: i32): i32 {
    return x * k;
  }
  return inner(2) + apply(inner, 3);
}

function captures(a: i8, b: u8, c: i64, d: f32, e: f64, f: bool, s: string): string {
  return [1, 2].map<string>(x => (a + x).toString() + " " + (b * x).toString() + " " + (c + x).toString() + " " + (d + <f32>x).toString()
    + " " + (e + x).toString() + " " + f.toString() + " " + s).join();
}

function reused(): i32 {
  let k = 1;
  let sum = apply(x => x + k, 10);
  k = 2;
  sum += apply(x => x + k, 10);
  for (let i = 0; i < 3; i++) {
    let step = i;
    sum += twice(x => x + step + i, 100);
    step++;
  }
  return sum;
}

function chained(k: i32): i32 {
  const add = (x: i32): i32 => x + k;
  const addTwice = (x: i32): i32 => add(add(x));
  return apply(addTwice, 1) + apply(x => addTwice(x) * add(x), 2);
}

// @ts-ignore: decorator
@inline
function inlined(x: i32, f: (x: i32) => i32): i32 {
  return f(x) + f(x + 1);
}

export async function run(): Promise<i32> {
  const k = 7;
  let v = 3;
  v += 1;
  trace("apply", apply(x => x + v, 1));
  trace("twice", twice((x: i32): i32 => x * v, 2));
  trace("maybe", maybe(3, x => x - v));
  trace("none", maybe(3, null));
  trace("recurse", recurse(3, x => x * v));
  trace("plain", apply(plain, 1) + twice(plain, 1) + recurse(1, x => x));
  trace("sum", new Sum().add([new Box(), new Disc(), new Box()]));
  arrays(2, 4);
  trace("declared", declared(v));
  trace("captures", captures(3, 200, 1 << 20, 1.5, 2.5, true, "s"));
  trace("reused", reused());
  trace("chained", chained(v));
  trace("inlined", inlined(1, x => x * v + k));
  return v;
}
