// A function in place of the number does not come into the table: where it is small, it is in its callers by then, and no function any more.
//! flags -O2
import { sleep } from "tacet/assembly";

@depth(sleep)
async function down(n: i32): Promise<i32> {
  await sleep(1);
  return n ? await down(n - 1) : 0;
}

export async function run(): Promise<i32> {
  return await down(3);
}
