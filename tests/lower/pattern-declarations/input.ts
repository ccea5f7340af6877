// Array and object patterns: declarations, defaults, holes, nested, loops' heads, parameters, assignments; evaluated once, in order.
//! javascript
//! allocates
//! runtimes stub minimal incremental
import { sleep, yieldNow } from "tacet/assembly";
import { mark, trace } from "../trace";

class Point {
  constructor(public x: i32, public y: i32) {}
}

class Line {
  constructor(public from: Point, public to: Point, public tags: i32[]) {}
}

const { x: globalX, y: globalY } = new Point(70, 71);
export const [globalA, , globalC = 9] = [1, 2];

function n(v: i32): i32 {
  return trace("n", v);
}

function list(): i32[] {
  mark("list");
  return [1, 2, 3];
}

async function later(v: i32): Promise<i32> {
  await sleep(v);
  return trace("later", v);
}

async function fraction(v: f64): Promise<f64> {
  await yieldNow();
  return trace("fraction", v);
}

function plain(): void {
  const [a, b] = list();
  trace("a", a);
  trace("b", b);
  let [c, , d = 4, e = n(5)] = list();
  c += d;
  trace("c", c);
  trace("e", e);
  const { x, y: renamed } = new Point(8, 9);
  trace("x", x);
  trace("renamed", renamed);
  const { from: { x: fromX }, to: { y: toY }, tags: [tag, other = 6] } = new Line(new Point(1, 2), new Point(3, 4), [5]), after = 7;
  trace("fromX", fromX);
  trace("toY", toY);
  trace("tag", tag);
  trace("other", other);
  trace("after", after);
  const [first, ...others] = list();
  trace("first", first);
  trace("others", others.length);
}

function written(): void {
  const [a, b, c = n(3)] = [n(1), n(2)];
  trace("sum", a + b + c);
  const [d, [e, f], { x }] = [1.5, [n(6), n(7)], new Point(n(10), 0)];
  trace("d", d);
  trace("e", e - f);
  trace("x", x);
  const { p, q, r = n(4) } = { p: n(5), q: n(6) };
  trace("object", p * 100 + q * 10 + r);
  const [u, v]: f64[] = [1, 2];
  trace("half", u / v);
}

function swaps(): void {
  let a = 1, b = 2, c = 3;
  [a, b] = [b, a];
  trace("a", a);
  trace("b", b);
  [a, b, c] = [c, a, b];
  trace("abc", a * 100 + b * 10 + c);
  const values = [1, 2, 3];
  [values[0], values[2]] = [values[2], values[0]];
  trace("values", values[0] * 100 + values[1] * 10 + values[2]);
  const p = new Point(1, 2);
  ({ x: p.y, y: p.x } = new Point(3, 4));
  trace("p", p.x * 10 + p.y);
  [p.x, [p.y = n(8)]] = [n(7), [n(6)]];
  if (a == 3) [a, b] = [b, a];
  trace("p", p.x * 10 + p.y);
  trace("ab", a * 10 + b);
}

function parameters([a, b = 7]: i32[], { x }: Point, c: i32): i32 {
  a += x;
  return a * 100 + b * 10 + c;
}

class Methods {
  sum({ x, y }: Point): i32 {
    return x + y;
  }

  static async later([a]: i32[], { y }: Point): Promise<i32> {
    await sleep(1);
    return a + y;
  }
}

async function awaits(): Promise<i32> {
  const [a, b] = [await later(2), await fraction(0.5)];
  const { x, y } = new Point(await later(1), n(3));
  for (let [i, step] = [0, 2]; i < 4; i += step) trace("i", i);
  return a + <i32>(b * 2) + x + y;
}

function shadowed(): i32 {
  const [a] = [1];
  {
    const [a, b] = [5, 6];
    trace("inner", a + b);
  }
  return a;
}

export async function run(): Promise<i32> {
  trace("global", globalX * 100 + globalY);
  trace("global", globalA * 10 + globalC);
  plain();
  written();
  swaps();
  trace("parameters", parameters([1], new Point(2, 3), 4));
  trace("method", new Methods().sum(new Point(5, 6)));
  trace("later", await Methods.later([7], new Point(8, 9)));
  trace("awaits", await awaits());
  trace("shadowed", shadowed());
  const take = ({ x, y }: Point): i32 => x * y;
  trace("arrow", take(new Point(3, 5)));
  return 0;
}
