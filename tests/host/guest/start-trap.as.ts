// A program that traps before it can be called.
import { sleep } from "tacet/assembly";

let size = 3;
assert(size > 3, "too small");

export async function nap(): Promise<void> {
  await sleep(size);
}
