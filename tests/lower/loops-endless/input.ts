// A `for` without an end that only returns, errors and breaks leave: nothing is missing behind it.
//! javascript
//! runtimes stub incremental
import { yieldNow } from "tacet/assembly";
import { mark, trace } from "../trace";

async function third(n: i32): Promise<i32> {
  await yieldNow();
  if (n < 2) throw new RangeError("too early");
  return n;
}

async function retry(most: i32): Promise<i32> {
  for (let i = 0; ; i++) {
    try {
      return await third(i);
    } catch (e) {
      trace(e.message, i);
      if (i == most) throw e;
    } finally {
      await yieldNow();
    }
  }
}

function search(from: i32): i32 {
  for (let i = from; true; i++) {
    for (let j = 0; ; j++) {
      if (j == 3) break; // leaves the inner one
    }
    switch (i) {
      case 7: return i;
      default: break;
    }
  }
}

async function left(): Promise<i32> {
  for (let i = 0; ; i++) {
    await yieldNow();
    if (i == 2) break;
  }
  return 5;
}

export async function run(): Promise<void> {
  trace("found", await retry(4));
  try {
    await retry(0);
  } catch (e) {
    mark(e.message);
  }
  trace("search", search(4));
  trace("left", await left());
}
