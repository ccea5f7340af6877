// Kept combinators with awaits in their operands: a cancel finds the first children started, maybe taken over by tasks that wait for them, the last ones not.
//! runtimes stub incremental
//! script start mixed; advance 3; cancel 0; end; start mixed; advance 8; cancel 1; end; start late; advance 1; cancel 2; end; start late; advance 8; cancel 3; end; start rounds; advance 4; advance 2; advance 4; advance 4; cancel 4; end; start mixed; end; start late; end; start rounds; end
import { shield, sleep, timeout } from "tacet/assembly";
import { mark, trace } from "../trace";

async function value(ms: i32, v: i32): Promise<i32> {
  try {
    await sleep(ms);
    return v;
  } finally {
    await sleep(1);
    trace("over", v);
  }
}

async function operand(v: i32): Promise<i32> {
  await sleep(5);
  return v;
}

async function limit(): Promise<f64> {
  await sleep(5);
  return 20;
}

export async function mixed(): Promise<void> {
  const p = Promise.allSettled([Promise.race([value(15, 1)]), shield(value(await operand(12), 2))]);
  mark("kept");
  const [a, b] = await p;
  trace("a", a.value);
  trace("b", b.value);
}

export async function late(): Promise<void> {
  const p = timeout(value(15, 3), await limit());
  mark("kept");
  trace("value", await p);
}

export async function rounds(): Promise<void> {
  for (let i = 0; i < 2; i++) {
    const p = Promise.any([Promise.all([value(3, 10 + i)]), value(await operand(4), 20 + i)]);
    mark("kept");
    await p;
  }
}
