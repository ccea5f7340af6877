// AbortError is part of a program only where a promise can be awaited after it was cancelled: read from the modules' data.

import assert from "node:assert/strict";
import { test } from "node:test";
import { compileGuest } from "../support/compile.js";

const INPUT = "tests/lower/generated/input.ts";

const PROGRAM = `
import { sleep, spawn, timeout, trySpawn } from "tacet/assembly";

// @ts-ignore: decorator
@pool(1)
async function f(ms: f64): Promise<i32> {
  await sleep(ms);
  return 1;
}

export async function run(): Promise<i32> {
  const p = f(1);
  BODY
}
`;

async function holdsAbortError(body: string): Promise<boolean> {
  const { ok, binary, printed } = await compileGuest([INPUT], ["-O3", "--runtime", "stub"], { [INPUT]: PROGRAM.replace("BODY", body) });
  assert.ok(ok, printed);
  return Buffer.from(binary).includes(Buffer.from("AbortError", "utf16le"));
}

const NEVER = {
  race_of_calls: "return await Promise.race([f(1), f(2)]) + await p;",
  timeout_of_a_call: "return await timeout(f(1), 2) + await p;",
  all_where_nothing_fails: "await Promise.all([p, f(1)]); return await p;",
  all_settled: "await Promise.allSettled([p, f(1)]); return await p;",
  join: "const t = await spawn(f(1)); return await t.join() + await p;",
};

const MAYBE = {
  race: "return await Promise.race([p, f(2)]) + await p;",
  timeout: "return await timeout(p, 2);",
  failing_all: "await Promise.all([p, f(2)]); throw new RangeError();",
  cancel: "const t = trySpawn(f(1)); t.cancel(); return await t.join() + await p;",
};

for (const [name, body] of Object.entries(NEVER)) test(`${name}_brings_no_abort_error`, async () => assert.equal(await holdsAbortError(body), false));
for (const [name, body] of Object.entries(MAYBE)) test(`${name}_brings_the_abort_error`, async () => assert.equal(await holdsAbortError(body), true));
