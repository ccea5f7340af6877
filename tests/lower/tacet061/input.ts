// Allocation where none is allowed: the path from the async function to it.
//! flags --use TACET_ALLOCATION_FREE=1
import { sleep } from "tacet/assembly";

class Point {
  constructor(readonly x: i32) {}
}

function make(x: i32): Point {
  return new Point(x);
}

export async function run(): Promise<i32> {
  await sleep(1);
  return make(3).x;
}
