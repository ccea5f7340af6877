// Goal: a resume loads again what is read before the next suspension, and nothing else that the frame keeps. (For size it is loaded in one place for all awaits.)
// Method: a module with a counter in front of each load, in which the same loop of yields runs in functions that keep more or less for later.

import assert from "node:assert/strict";
import { test } from "node:test";
import { compileGuest } from "../support/compile.js";
import { COUNTER, withCounter } from "../support/counted.js";
import { Guest } from "../support/guest.js";

const INPUT = "tests/lower/generated/input.ts";
const ROUNDS = 1000;
/** What is loaded before and behind the loops. */
const ONCE = 60;

const PROGRAM = `
import { yieldNow } from "tacet/assembly";

let a = 1, b = 2, c = 3, d = 4;

async function loop(n: i32): Promise<i32> {
  let sum = 0;
  for (; n > 0; n--) {
    await yieldNow();
    sum += n;
  }
  return sum;
}
async function inner(n: i32, x: i32, y: i32): Promise<i32> { return (await loop(n)) + x * y; }

export async function nothing(): Promise<i32> { return (await loop(${ROUNDS})) + 14; }
/** Read behind the loop. */
export async function behind(): Promise<i32> {
  const x = a, y = b, z = c, w = d;
  return (await loop(${ROUNDS})) + x * y + z * w;
}
/** The same, a call deeper. */
export async function deeper(): Promise<i32> {
  const x = a, y = b, z = c, w = d;
  return (await inner(${ROUNDS}, x, y)) + z * w;
}
/** Read in each round. */
export async function always(): Promise<i32> {
  const x = a, y = b, z = c, w = d;
  let sum = 0;
  for (let n = ${ROUNDS}; n > 0; n--) {
    await yieldNow();
    sum += n * x * y * z * w;
  }
  return sum / 24 + 14;
}
`;

async function loadsOf(name: string, level: string): Promise<number> {
  const { ok, binary, printed } = await compileGuest([INPUT, "tests/lower/exports.ts"], [level, "--runtime", "stub"], { [INPUT]: PROGRAM });
  assert.ok(ok, printed);
  const guest = new Guest(new WebAssembly.Module(withCounter(binary, "loads")));
  assert.match(guest.run([["start", name], ["end"]]).join(), /^> \w+\(\),< \w+ = 500514$/);
  return (guest.exports[COUNTER] as WebAssembly.Global).value as number;
}

for (const level of ["-O0", "-O3"]) {
  test(level, async () => {
    const none = await loadsOf("nothing", level);
    for (const name of ["behind", "deeper"]) {
      const more = await loadsOf(name, level) - none;
      assert.ok(more <= ONCE, `${name}: ${more} loads more in ${ROUNDS} rounds`);
    }
    const more = await loadsOf("always", level) - none;
    assert.ok(more > 3 * ROUNDS, `the counter sees them: ${more} loads more`);
  });
}
