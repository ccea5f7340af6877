// A member of an awaited v128 where simd is not enabled, so that it has no class: asc's words for such a call.
import { sleep } from "tacet/assembly";

async function vector(): Promise<v128> {
  await sleep(1);
  return i32x4.splat(1);
}

export async function run(): Promise<i32> {
  return (await vector()).length;
}
