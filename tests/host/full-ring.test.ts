// Goal: operations that find the submission ring full get their turn once the host has taken what was in it, though nothing completes.
// Method: twelve calls of a host function that ends none before it has all, through a ring of four.

import assert from "node:assert/strict";
import { test } from "node:test";
import { instantiate } from "../../host/node.js";
import { compileGuest } from "../support/compile.js";

const SOURCE = `@host declare function arrive(i: i32): Promise<i32>;
async function three(i: i32): Promise<i32> {
  const [a, b, c] = await Promise.all([arrive(i), arrive(i + 1), arrive(i + 2)]);
  return a + b + c;
}
export async function main(): Promise<i32> {
  const [a, b, c, d] = await Promise.all([three(0), three(3), three(6), three(9)]);
  return a + b + c + d;
}
`;
const CALLS = 12;

test("operations_behind_a_full_ring_follow_though_nothing_completes", { timeout: 20_000 }, async () => {
  const { binary, ok, printed } = await compileGuest(["full-ring.ts"], ["--runtime", "stub", "--use", "TACET_RING_LOG2=2"], { "full-ring.ts": SOURCE });
  assert.ok(ok, printed);
  const arrived: number[] = [];
  let openGate = (): void => undefined;
  const gate = new Promise<void>(resolve => (openGate = resolve));
  const app = await instantiate<{ main(): Promise<number> }>(binary, {
    host: {
      arrive: async (i: number) => {
        if (arrived.push(i) === CALLS) openGate();
        await gate;
        return i;
      },
    },
  });
  assert.equal(await app.exports.main(), (CALLS * (CALLS - 1)) / 2);
  assert.deepEqual(arrived, Array.from({ length: CALLS }, (_, i) => i));
  await app.close();
});
