// for await awaits an iterator's `return()` when the loop is left early, by break, an error or a cancel; next(): bool beside value too.
//! runtimes stub incremental
//! allocates
import { sleep, timeout } from "tacet/assembly";
import { mark, trace } from "../trace";

class Ticks {
  value: i32 = 0;
  constructor(private last: i32) {}

  async next(): Promise<bool> {
    await sleep(1);
    return ++this.value <= this.last;
  }

  async return(): Promise<void> {
    await sleep(2);
    trace("returned at", this.value);
  }
}

class Plain {
  value: i32 = 0;
  next(): bool { return ++this.value < 4; }
  return(): void { trace("plain returned at", this.value); }
}

async function leave(how: i32): Promise<i32> {
  let sum = 0;
  for await (const x of new Ticks(4)) {
    if (how == 1 && x == 2) break;
    if (how == 2 && x == 2) throw new RangeError("body");
    if (how == 3 && x == 2) await sleep(100);
    sum += x;
  }
  return sum;
}

function plain(how: i32): i32 {
  let sum = 0;
  for (const x of new Plain()) {
    if (how == 1 && x == 2) break;
    if (how == 2 && x == 2) throw new RangeError("body");
    sum += x;
  }
  return sum;
}

export async function run(): Promise<i32> {
  for (let how = 0; how < 4; how++) {
    try {
      trace("left", await timeout(leave(how), 20));
    } catch (e) {
      trace(e.name, e.message);
    }
    try {
      trace("plain", plain(how));
    } catch (e) {
      trace(e.name, e.message);
    }
  }
  mark("end");
  return 0;
}
