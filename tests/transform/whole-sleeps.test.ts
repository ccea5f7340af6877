// Sleeps of integers (3-lower/whole-sleeps.ts): no floating point is left of them. How long they take: tests/lower/sleep-whole.

import assert from "node:assert/strict";
import { test } from "node:test";
import binaryen from "binaryen";
import { compileGuest } from "../support/compile.js";

const SLEEPS = ["n", "u32(n)", "1 + u32(n) % 10", "f64(n) * 1000 - 5"] as const;
const OTHERS = ["f64(n) + 0.5", "f64(n) / 2", "f64(n) * 4294967296"] as const;

async function usesFloats(ms: string): Promise<boolean> {
  const source = `import { sleep } from "tacet/assembly"; export async function run(n: i32): Promise<void> { await sleep(${ms}); }`;
  const { ok, binary, printed } = await compileGuest(["sleeps.ts"], ["--runtime", "stub", "-Oz"], { "sleeps.ts": source });
  assert.ok(ok, printed);
  const module = binaryen.readBinary(binary);
  const found = /\bf64\./.test(module.emitText());
  module.dispose();
  return found;
}

for (const ms of SLEEPS) test(`sleep(${ms}): none`, async () => assert.ok(!await usesFloats(ms)));

for (const ms of OTHERS) test(`sleep(${ms}): some`, async () => assert.ok(await usesFloats(ms)));
