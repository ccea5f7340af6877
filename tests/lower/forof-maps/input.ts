// Maps in for…of: a pattern takes keys and values apart.
//! javascript
//! runtimes stub minimal incremental
//! allocates
import { sleep } from "tacet/assembly";
import { trace } from "../trace";

class Point {
  constructor(public x: i32, public y: i32) {}
}

async function sizes(): Promise<Map<string, i32>> {
  await sleep(1);
  const map = new Map<string, i32>();
  map.set("one", 1);
  map.set("two", 2);
  map.set("three", 3);
  return map;
}

function pairs<K, V>(map: Map<K, V>): i32 {
  let count = 0;
  for (const [, value] of map) {
    trace("value", value);
    count++;
  }
  return count;
}

export async function run(): Promise<void> {
  const map = await sizes();
  for (const [name, size] of map) {
    await sleep(1);
    trace(name, size);
  }
  names: for (let [name, size] of await sizes()) {
    for (const [other] of map) {
      if (other == name && size++ == 2) continue names;
      if (size == 4) break names;
    }
    trace(name, size);
  }
  for await (const [key] of map) trace("key", key);
  const points = new Map<i32, Point>();
  points.set(7, new Point(1, 2));
  points.set(5, new Point(3, 4));
  for (const [id, { x, y: height }] of points) {
    points.delete(id); // as it was when the loop began
    await sleep(1);
    trace("point", id * 100 + x * 10 + height);
  }
  trace("left", points.size);
  trace("pairs", pairs<string, i32>(map));
}
