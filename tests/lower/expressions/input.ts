// Awaits in the remaining expression forms: constructors, calls on awaited receivers, literals, power, void, assertions.
//! javascript
//! allocates
import { sleep, yieldNow } from "tacet/assembly";
import { mark, trace } from "../trace";

async function n(label: string, v: i32): Promise<i32> {
  trace(label, v);
  await yieldNow();
  return v;
}

async function real(v: f64): Promise<f64> {
  await yieldNow();
  return v;
}

class Point {
  constructor(public x: i32, public y: i32) {}
  plus(other: Point): Point {
    return new Point(this.x + other.x, this.y + other.y);
  }
  async moved(dx: i32): Promise<Point> {
    await yieldNow();
    return new Point(this.x + dx, this.y);
  }
  get sum(): i32 {
    return this.x + this.y;
  }
}

class Line {
  constructor(public from: Point, public to: Point | null) {}
}

async function point(x: i32): Promise<Point> {
  await yieldNow();
  return new Point(x, x * 2);
}

async function line(flag: bool): Promise<Line> {
  return new Line(await point(1), flag ? await point(2) : null);
}

async function text(s: string): Promise<string> {
  await yieldNow();
  return s + ".";
}

function three(a: i32, b: i32, c: i32): i32 {
  return a * 100 + b * 10 + c;
}

async function uninitialised(): Promise<i32> {
  let sum = 0;
  for (let i = 0; i < 3; i++) {
    let fresh: i32 = 0;
    fresh += await n("i", i);
    sum = sum * 10 + fresh;
  }
  return sum;
}

export async function run(): Promise<i32> {
  const p = new Point(await n("x", 1), await n("y", 2));
  trace("new", p.x * 10 + p.y);
  trace("receiver", (await point(3)).plus(await point(4)).plus(new Point(await n("z", 5), 0)).x);
  trace("chain", (await (await (await point(1)).moved(10)).moved(await n("d", 100))).x);
  trace("getter", (await point(5)).sum + (await point(6)).sum);
  trace("nullable", (await line(true)).to!.x);
  const l = await line(false);
  trace("null", l.to == null);
  trace("length", (await text("abc")).length + (await text("d")).length);
  trace("index", (await text("abc")).charAt(await n("i", 1)));
  trace("concat", (await text("a")) + (await text("b")) + "c" + (await text("d")));
  trace("equal", (await text("a")) == (await text("a")));
  const list = [await n("e", 7), 8, await n("f", 9)];
  trace("list", three(list[0], list[1], list[2]));
  trace("slice", list.slice(await n("s", 1)).length);
  list[await n("t", 0)] = await n("u", 3);
  trace("list", three(list[0], list[1], list[2]));
  void (await n("void", 1));
  trace("power", (await real(2)) ** (await real(3)));
  trace("float", (await real(1)) / (await real(4)) - (await real(0.5)) * 2.0);
  trace("compare", (await real(1)) < (await real(2)) == !((await real(1)) >= (await real(2))));
  trace("comma", (mark("m"), await n("c1", 1), await n("c2", 2)));
  let x = 1;
  x = x++ + (await n("g", x)) + x;
  trace("x", x);
  let y = 0;
  (await n("h", 1)) ? (y = await n("j", 4)) : (y = await n("k", 5));
  trace("y", y);
  trace("uninitialised", await uninitialised());
  trace("assigned", (y = await n("l", 6)) + y);
  trace("deep", three(three(await n("1", 1), 1, 1), three(2, await n("2", 2), await three(1, 1, await n("3", 3))), await n("4", 4)));
  await sleep(await real(2.5));
  return -(await n("end", 1));
}
