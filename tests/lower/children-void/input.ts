// Children of void beside functions with results: the end of a void one writes no result, for which its stack has no room.
// That shows at -Oz, where loops of this length have one body for start and resume, and such bodies share the code behind them.
//! javascript
import { yieldNow } from "tacet/assembly";
import { mark, trace } from "../trace";

let rounds = 0;

/** Nothing lives across its await: its frame is the header. */
async function quiet(): Promise<void> {
  while (rounds < 6) {
    rounds = rounds + 1;
    trace("round", rounds);
    trace("odd", (rounds & 1) == 1);
    trace("left", 6 - rounds);
    trace("square", rounds * rounds);
    trace("cube", rounds * rounds * rounds);
    await yieldNow();
  }
  mark("quiet");
}

async function half(v: f64): Promise<f64> {
  let x = v;
  while (x > 1) {
    x = x / 2;
    trace("half", x);
    trace("twice", x * 2);
    trace("more", x + 1);
    trace("less", x - 1);
    trace("square", x * x);
    await yieldNow();
  }
  return x;
}

/** Where the first child's result would lie, the second one has the word that names its owner. */
async function voids(): Promise<void> {
  const a = quiet();
  const b = quiet();
  await a;
  await b;
  mark("both");
}

export async function run(): Promise<void> {
  await voids();
  const x = half(6);
  const y = half(20);
  trace("sum", await x + await y);
}
