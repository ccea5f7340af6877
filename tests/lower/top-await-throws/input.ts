// Goal: an error that the top level does not catch is what every call ends by, those that wait and those that come later.
//! runtimes stub incremental
//! script start other 1; start main; start other 2; idle; start other 3; end
import { sleep, yieldNow } from "tacet/assembly";
import { mark } from "../trace";

@pool(2) export async function other(n: i32): Promise<i32> {
  mark("never");
  return n;
}

async function load(n: i32): Promise<i32> {
  await yieldNow();
  if (n > 1) throw new RangeError("no such thing");
  return n;
}

let first = 0;
try {
  first = await load(2);
} catch (e) {
  mark(e.message);
} finally {
  await yieldNow();
}
mark("second");
const second = await load(first + 3);
mark("never");
