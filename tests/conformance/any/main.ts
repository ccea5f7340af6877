// Promise.any: the first success; errors count only when all fail. allSettled: both kinds, in order.
import { sleep } from "tacet/assembly";
import { trace, traceText } from "../trace";

async function step(id: i32, delay: i32): Promise<i32> {
  await sleep(delay);
  if (id < 0) throw new RangeError("negative");
  return id;
}

export async function main(): Promise<void> {
  trace("any", await Promise.any([step(-1, 5), step(2, 20), step(3, 10)]));
  try {
    await Promise.any([step(-1, 5), step(-2, 2)]);
  } catch (e) {
    traceText("all failed:", e.name);
  }
  const [a, b] = await Promise.allSettled([step(4, 10), step(-5, 5)]);
  traceText("a", a.status);
  trace("a", a.value);
  traceText("b", b.status);
}
