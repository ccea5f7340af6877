// A program without I/O: it must not pay for rings or console.

import { sleep } from "tacet/assembly";

export { __heap_base };

export async function nap(ms: f64): Promise<i32> {
  await sleep(ms);
  return 5;
}
