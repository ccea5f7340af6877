// Promises in asc's own classes: told where the source makes or names one, not in asc's library.
import { yieldNow } from "tacet/assembly";

async function number(n: i32): Promise<i32> {
  await yieldNow();
  return n;
}

async function literal(): Promise<i32> {
  const list = [number(1), number(2)];
  return await list[0];
}

async function map(): Promise<i32> {
  const known = new Map<i32, Promise<i32>>();
  known.set(1, number(1));
  return await known.get(1);
}

function take(list: Set<Promise<void>>): i32 {
  return list.size;
}

class Later {
  get value(): Promise<i32> {
    return number(1);
  }
}

export async function run(): Promise<i32> {
  await literal();
  await map();
  take(new Set());
  const arrow = (): Promise<i32> => number(2);
  await arrow();
  return await new Later().value;
}
