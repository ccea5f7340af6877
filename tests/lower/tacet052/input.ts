// Limits below which nothing could run.
import { limit } from "tacet/assembly";

const SLOTS = 4;

export async function run(): Promise<void> {
  await using none = limit(0);
  await using less = limit(-1);
  await using computed = limit(SLOTS - 4);
  await using all = limit(u32.MAX_VALUE);
  await using one = limit(SLOTS - 3);
}
