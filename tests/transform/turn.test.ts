// The turn (3-lower/turn.ts): which resume functions are put into it, and that those of a race are.

import assert from "node:assert/strict";
import { test } from "node:test";
import { limitFor } from "../../transform/3-lower/turn.js";
import { compileGuest } from "../support/compile.js";

const CASES: readonly { readonly title: string; readonly sizes: readonly number[]; readonly limit: number }[] = [
  { title: "nothing", sizes: [], limit: 0 },
  { title: "one", sizes: [450], limit: 450 },
  { title: "the largest that is not too large", sizes: [601, 20, 600], limit: 600 },
  { title: "as many of the small ones as fit", sizes: [600, 599, 598, 597, 596, 595, 594], limit: 598 },
  { title: "none that is too large", sizes: [5000], limit: 0 },
];

for (const { title, sizes, limit } of CASES) test(`the limit for ${title}`, () => assert.equal(limitFor(sizes), limit));

const RACE = `
  import { yieldNow } from "tacet/assembly";
  async function times(n: i32): Promise<i32> {
    for (let i = 0; i < n; i++) await yieldNow();
    return n;
  }
  export async function race(n: i32): Promise<i32> {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += await Promise.race([times(i), times(i + 1)]);
    return sum;
  }`;

/** Resume functions that are left, by the name section. */
async function resumes(flags: readonly string[]): Promise<string[]> {
  const { ok, binary, printed } = await compileGuest(["race.ts"], ["--runtime", "stub", "--debug", ...flags], { "race.ts": RACE });
  assert.ok(ok, printed);
  return Buffer.from(binary).toString("latin1").match(/race\/race~resume/g) ?? [];
}

test("a task that races is resumed in the turn, for speed", async () => assert.deepEqual(await resumes(["-O3"]), []));
