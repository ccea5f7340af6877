// `break` and `continue` with labels: through awaits, switches, cleanups, generators and loops of all kinds, in async and plain functions.
//! javascript
//! runtimes stub minimal incremental
//! allocates
import { sleep, yieldNow } from "tacet/assembly";
import { mark, trace } from "../trace";

class Guard {
  constructor(private n: i32) {}
  async [Symbol.asyncDispose](): Promise<void> {
    await sleep(1);
    trace("close", this.n);
  }
}

async function* cells(row: i32): AsyncGenerator<i32> {
  try {
    for (const cell of [1, 2, 5, 11, 33, 7]) {
      await sleep(1);
      yield row == 1 && cell == 5 ? 6 : cell;
    }
  } finally {
    trace("cells", row);
  }
}

function* values(n: i32): Generator<i32> {
  try {
    yield 0;
    yield n;
    yield 9;
  } finally {
    trace("values", n);
  }
}

async function child(n: i32): Promise<i32> {
  await sleep(n);
  return n;
}

async function grid(): Promise<void> {
  rows: for (const row of [1, 2, 3, 4]) {
    cols: for await (const cell of cells(row)) {
      try {
        switch (cell) {
          case 2: continue cols;
          case 11: continue rows;
          case 5: if (row == 3) break rows; break cols;
          case 33: return;
        }
        trace("cell", cell);
      } finally {
        await sleep(1);
        trace("cleanup", cell);
      }
    }
    trace("row", row);
  }
}

async function nested(): Promise<i32> {
  let n = 0;
  a: do {
    b: while (true) {
      c: for (;;) {
        n++;
        await yieldNow();
        if (n == 1) continue a;
        if (n == 2) continue b;
        if (n == 3) continue c;
        if (n == 4) break c;
        if (n == 5) break b;
        if (n == 7) break a;
        if (n > 20) return -1;
      }
      trace("c", n);
    }
    trace("b", n);
  } while (n < 10);
  return n;
}

async function switches(n: i32): Promise<void> {
  chosen: switch (n) {
    case 7:
      for (;;) {
        if ((await child(1)) == n - 6) break chosen;
      }
    case 8: mark("eight"); break;
    default: mark("others");
  }
  mark("behind");
}

async function guarded(): Promise<void> {
  outer: for (let i = 0; i < 4; i++) {
    await using guard = new Guard(i);
    for (const value of values(i)) {
      if (value == 1) continue outer;
      if (value == 2) break outer;
      trace("value", value);
    }
  }
}

/** The child has ended on each way around. */
async function joined(): Promise<void> {
  outer: for (const i of [1, 2, 3]) {
    const p = child(i);
    for (const j of [1, 2]) {
      if (j == i) {
        trace("early", await p);
        continue outer;
      }
    }
    trace("late", await p);
  }
}

/** The same name twice, one inside a function in the other's loop, and one of a loop that is over. */
async function names(): Promise<void> {
  loop: for (let i = 0; i < 2; i++) {
    const first = (): i32 => {
      loop: for (let k = 0; ; k++) {
        for (;;) {
          if (k == 3) break loop;
          break;
        }
      }
      return 5;
    };
    trace("first", first());
    switch (i) {
      case 0: continue loop;
      default: break loop;
    }
  }
  both: same: for (;;) {
    for (;;) {
      await yieldNow();
      break both;
    }
  }
}

/** No value misses behind its loops. */
function search(rows: i32[][], wanted: i32): i32 {
  rows: for (let i = 0; ; i++) {
    for (const value of rows[i]) {
      if (value == wanted) return i;
      if (value < 0) continue rows;
    }
  }
}

export async function run(): Promise<void> {
  await grid();
  trace("nested", await nested());
  await switches(7);
  await switches(8);
  await guarded();
  await joined();
  await names();
  trace("search", search([[1, 2], [-1, 9], [9]], 9));
}
