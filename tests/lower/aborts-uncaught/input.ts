// An AbortError that nobody catches rejects the call; the program has no throw and no catch of its own.
import { sleep } from "tacet/assembly";
import { trace } from "../trace";

async function half(ms: i32): Promise<f64> {
  await sleep(ms);
  return 0.5;
}

export async function run(): Promise<f64> {
  const slow = half(9);
  trace("race", await Promise.race([slow, half(1)]));
  return await slow;
}
