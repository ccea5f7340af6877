// A `finally` that is left, and a `throw` of what is no Error.
import { yieldNow } from "tacet/assembly";

async function leaves(v: i32): Promise<i32> {
  for (let i = 0; i < 3; i++) {
    try {
      await yieldNow();
    } finally {
      if (v == 1) return 1;
      if (v == 2) break;
      while (v == 4) continue;
      for (;;) break;
      switch (v) {
        case 3: continue;
        default: break;
      }
      try {
        return 4;
      } finally {
        do { break; } while (v);
      }
    }
  }
  return 0;
}

class Mine {}

async function throws(v: i32, e: Error | null): Promise<void> {
  if (v == 1) throw 5;
  if (v == 2) throw "text";
  if (v == 3) throw new Mine();
  if (v == 4) throw e;
  if (v == 5 && e) throw e;
  await yieldNow();
}

export async function run(): Promise<i32> {
  await throws(1, null);
  return await leaves(1);
}
