// Assignments that read their target evaluate its object and its index once.
//! runtimes stub minimal incremental
//! allocates
//! javascript
import { yieldNow } from "tacet/assembly";
import { mark, trace } from "../trace";

class Counter {
  count: i32 = 1;
  next: Counter | null = null;
}

const shared = new Counter();
const list: i32[] = [1, 2, 3];

async function counter(): Promise<Counter> {
  await yieldNow();
  mark("counter");
  return shared;
}

async function index(i: i32): Promise<i32> {
  await yieldNow();
  trace("index", i);
  return i;
}

async function value(v: i32): Promise<i32> {
  trace("value", v);
  await yieldNow();
  return v;
}

function plain(): Counter {
  mark("plain");
  return shared;
}

function lists(): i32[] {
  mark("lists");
  return list;
}

export async function run(): Promise<i32> {
  (await counter()).count += 5;
  (await counter()).count++;
  --(await counter()).count;
  trace("count", shared.count);
  plain().count *= await value(2); // tacet-ignore TACET100: nobody else writes it
  trace("count", shared.count);
  list[await index(0)] += 10;
  list[await index(1)] -= await value(4); // tacet-ignore TACET100: nobody else writes it
  lists()[await index(2)]++;
  lists()[list.length - 1] <<= 2;
  let i = 0;
  list[i++] += 100;
  trace("i", i);
  trace("old", list[await index(0)]++);
  trace("new", ++lists()[await index(0)]);
  shared.next = new Counter();
  (shared.next!).count += await value(3); // tacet-ignore TACET100: nobody else writes it
  trace("next", shared.next!.count);
  trace("0", list[0]);
  trace("1", list[1]);
  return list[2];
}
