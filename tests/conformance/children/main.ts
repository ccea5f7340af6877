// A call that is not awaited starts at once and runs to its first suspension; an await of it gives its result, again and again.
import { sleep } from "tacet/assembly";
import { mark, trace } from "../trace";

async function child(id: i32): Promise<i32> {
  trace("starts", id);
  if (id == 3) return 30; // never suspends
  await sleep(id * 10);
  trace("ends", id);
  return id * 10;
}

export async function main(): Promise<i32> {
  const a = child(2);
  const b = child(1);
  const c = child(3);
  mark("all started");
  trace("c", await c);
  trace("a", await a);
  trace("b", await b);
  trace("a again", await a);
  return 0;
}
