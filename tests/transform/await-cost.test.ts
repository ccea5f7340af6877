// Goal: what an await costs when nothing goes wrong: a `try` around it one comparison for each call that may throw, a cancel that may come nothing.
// Method: a module with a counter in front of each condition, in which the same loop runs in functions that differ in that one thing.

import assert from "node:assert/strict";
import { test } from "node:test";
import { compileGuest } from "../support/compile.js";
import { COUNTER, withCounter } from "../support/counted.js";
import { Guest } from "../support/guest.js";

const INPUT = "tests/lower/generated/input.ts";
const ROUNDS = 1000;
/** What starts and ends of tasks and calls may differ by. */
const ONCE = 30;

/** Functions with a loop of awaits, as exports of these names. @param suspends whether each call of `step` yields, or none */
function program(suspends: boolean, names: readonly string[]): string {
  const loop = `let sum = 0;
  for (let i = 0; i < ${ROUNDS}; i++) sum += await step(i);
  return sum;`;
  const bodies: Readonly<Record<string, string>> = {
    plain: loop, main: loop,
    inTry: `try { ${loop} } catch (e) { return -1; }`,
    inCleanup: `try { ${loop} } finally { never--; }`,
  };
  return `
import { yieldNow } from "tacet/assembly";

let never = -1;

async function step(n: i32): Promise<i32> {
  ${suspends ? "" : "if (n == never) "}await yieldNow();
  if (n == never) throw new RangeError("never");
  return n;
}

${names.map(name => `export async function ${name}(): Promise<i32> { ${bodies[name]} }`).join("\n")}
`;
}

/** Conditions met by a call of `name`, in whatever code. */
async function conditionsOf(name: string, among: readonly string[], suspends: boolean, level: string, flags: readonly string[] = []): Promise<number> {
  const text = program(suspends, among);
  const { ok, binary, printed } = await compileGuest([INPUT, "tests/lower/exports.ts"], [level, "--runtime", "stub", ...flags], { [INPUT]: text });
  assert.ok(ok, printed);
  const guest = new Guest(new WebAssembly.Module(withCounter(binary, "conditions")));
  if (name === "main") (guest.exports.main as () => number)(); // what runs alone has no host that looks at its end
  else assert.match(guest.run([["start", name], ["end"]]).join(), /^> \w+\(\),< \w+ = 499500$/);
  return (guest.exports[COUNTER] as WebAssembly.Global).value as number;
}

for (const level of ["-O3", "-Oz"]) {
  for (const suspends of [false, true]) {
    test(`${level}, ${suspends ? "calls that suspend" : "calls that do not"}`, async () => {
      const names = ["plain", "inTry", "inCleanup"];
      const plain = await conditionsOf("plain", names, suspends, level);
      for (const name of names.slice(1)) {
        const more = await conditionsOf(name, names, suspends, level) - plain;
        assert.ok(more <= ROUNDS + ONCE, `${name}: ${more} conditions more in ${ROUNDS} rounds`);
      }
    });
  }

  test(`${level}, a program that the host can cancel`, async () => {
    const more = await conditionsOf("main", ["main"], false, level) - await conditionsOf("main", ["main"], false, level, ["--use", "TACET_ONLY_MAIN=1"]);
    assert.ok(Math.abs(more) <= ONCE, `${more} conditions more in ${ROUNDS} rounds`);
  });
}
