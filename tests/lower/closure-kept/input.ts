// Closures in places the compiler can't follow: fields, arrays, results, globals, variables that are set twice.
import { yieldNow } from "tacet/assembly";

type Fn = (x: i32) => i32;

class Holder {
  f: Fn | null = null;
}

let global: Fn = x => x;

function make(k: i32): Fn {
  return (x: i32): i32 => x + k;
}

function keep(holder: Holder, f: Fn): void {
  holder.f = f;
}

function choose(flag: bool, k: i32): i32 {
  const f: Fn = flag ? (x: i32): i32 => x + k : (x: i32): i32 => x - k;
  return f(1);
}

function replaced(k: i32): i32 {
  let f: Fn = (x: i32): i32 => x + k;
  if (k) f = (x: i32): i32 => x - k;
  return f(1);
}

export async function run(): Promise<i32> {
  const k = await start(3);
  const list: Fn[] = [];
  list.push((x: i32): i32 => x + k);
  global = (x: i32): i32 => x * k;
  keep(new Holder(), (x: i32): i32 => x * k);
  make(k);
  return choose(k > 1, k) + replaced(k);
}

async function start(k: i32): Promise<i32> {
  await yieldNow();
  return k;
}
