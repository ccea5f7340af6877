// Compound assignment, increments and chained assignment around awaits: to locals, globals, fields, elements and properties.
//! javascript
//! allocates
import { yieldNow } from "tacet/assembly";
import { mark, trace } from "../trace";

let global: i32 = 10;

class Box {
  static shared: i32 = 5;
  value: i32 = 1;
  private hidden: i32 = 2;
  get property(): i32 {
    mark("get");
    return this.hidden;
  }
  set property(v: i32) {
    trace("set", v);
    this.hidden = v;
  }
}

async function slow(v: i32): Promise<i32> {
  await yieldNow();
  return v;
}

async function bump(v: i32): Promise<i32> {
  global += 100;
  await yieldNow();
  global += 1000;
  return v;
}

async function boxOf(box: Box): Promise<Box> {
  mark("box");
  await yieldNow();
  return box;
}

const box = new Box();
const list: i32[] = [1, 2, 3];

export async function run(): Promise<i32> {
  let x = 3;
  x += await slow(4);
  trace("+=", x);
  x -= await slow(1);
  x *= await slow(3);
  x |= await slow(1);
  x <<= await slow(2);
  x >>= await slow(1);
  x ^= await slow(5);
  x &= await slow(62);
  x %= await slow(40);
  trace("x", x);
  // The old value is read before the await.
  global += await bump(1);
  trace("global", global);
  global = (await bump(2)) + global;
  trace("global", global);
  box.value += await slow(10);
  box.value = box.value++ + (await slow(2)) + box.value;
  trace("field", box.value);
  (await boxOf(box)).value = await slow(box.value + 1);
  trace("field", box.value);
  box.property += await slow(3);
  trace("property", box.property);
  (await boxOf(box)).property = await slow(9);
  trace("property", box.property);
  Box.shared *= await slow(7);
  Box.shared += (await slow(1)) + Box.shared;
  trace("static", Box.shared);
  list[await slow(1)] = await slow(20);
  list[0] += await slow(6);
  list[await slow(2)] -= 1;
  trace("list", list[0] * 10000 + list[1] * 100 + list[2]);
  let a = 0, b = 0;
  a = b = await slow(8);
  a = (b += await slow(1)) + a;
  trace("chained", a * 100 + b);
  let c = a++ + (await slow(a)) + --b;
  trace("increments", c);
  c = (await slow(c), await slow(c + 1));
  trace("comma", c);
  return x;
}
