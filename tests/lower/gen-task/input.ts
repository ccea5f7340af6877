// A task may step a generator only while its owner lives.
import { yieldNow } from "tacet/assembly";

function* range(to: i32): Generator<i32> {
  for (let i = 0; i < to; i++) yield i;
}

async function consume(g: Generator<i32>): Promise<i32> {
  await yieldNow();
  return g.next().value;
}

export async function run(): Promise<i32> {
  const g = range(3);
  const first = await consume(g);
  const child = consume(g);
  return first + await child;
}
