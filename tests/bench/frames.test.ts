// Exact bytes of the tasks that the benchmark compares with Rust's futures: they are known at compile time, so they are gated here.

import assert from "node:assert/strict";
import { test } from "node:test";
import { FRAME_PROGRAMS, stackBytes } from "../../bench/frames.js";

/** Whoever changes a number says why; larger ones need a good reason. */
const BYTES: Readonly<Record<string, number>> = {
  yieldLoop: 8, echo: 276, threeNested: 28, fourSequential: 24, fiveDeep: 32, twentyDeep: 92, joinOfThree: 64, selectWithTimeout: 52, throughThreeCalls: 264,
};

test("tasks take the bytes they are known to take", async () => {
  assert.deepEqual(Object.fromEntries(await stackBytes()), BYTES);
});

test("a single task takes no more than the Rust future of the same program", () => {
  const singles = FRAME_PROGRAMS.filter(({ name }) => name != "joinOfThree" && name != "selectWithTimeout");
  assert.deepEqual(singles.filter(({ name, wanted }) => BYTES[name] > wanted), []);
});
