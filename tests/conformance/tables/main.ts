// Calls through the table: plain function values, kept in an array.
import { sleep } from "tacet/assembly";
import { trace } from "../trace";

const operations: StaticArray<(a: i32, b: i32) => i32> = [
  (a: i32, b: i32): i32 => a + b,
  (a: i32, b: i32): i32 => a - b,
  (a: i32, b: i32): i32 => a * b,
];

export async function main(): Promise<void> {
  for (let i = 0; i < operations.length; i++) {
    await sleep(1);
    trace("result", operations[i](12, 5));
  }
}
