// finally on every way out: the end, return, break, continue, throw.
import { sleep, yieldNow } from "tacet/assembly";
import { trace, trace2, traceText } from "../trace";

async function way(kind: i32): Promise<i32> {
  for (let i = 0; i < 3; i++) {
    try {
      await yieldNow();
      if (kind == 1 && i == 1) return 10 + i;
      if (kind == 2 && i == 1) break;
      if (kind == 3 && i == 1) continue;
      if (kind == 4 && i == 1) throw new Error("four");
      trace2("body", kind, i);
    } finally {
      await sleep(1);
      trace2("finally", kind, i);
    }
  }
  return kind;
}

export async function main(): Promise<void> {
  for (let kind = 0; kind < 5; kind++) {
    try {
      trace("way", await way(kind));
    } catch (e) {
      traceText("threw", e.message);
    }
  }
}
