// Losers of a race that are polled next (assembly/child.ts): where they have nothing to clean up, they take no poll more, in programs compiled for speed.

import assert from "node:assert/strict";
import { test } from "node:test";
import { compileGuest } from "../support/compile.js";
import { Guest } from "../support/guest.js";

const INPUT = "tests/lower/generated/input.ts";
const ROUNDS = 100;
/** What is polled before the first race. */
const START = 2;

const PROGRAM = `
import { yieldNow } from "tacet/assembly";

let cleanups = 0;

async function times(n: i32): Promise<i32> {
  for (let i = 0; i < n; i++) await yieldNow();
  return n;
}
async function cleaned(n: i32): Promise<i32> {
  try {
    return await times(n);
  } finally {
    cleanups++;
  }
}

export async function next(): Promise<i32> {
  let sum = 0;
  for (let i = 0; i < ${ROUNDS}; i++) sum += await Promise.race([times(1), times(3), times(3)]);
  return sum;
}
export async function cleanup(): Promise<i32> {
  let sum = 0;
  for (let i = 0; i < ${ROUNDS}; i++) sum += await Promise.race([times(1), cleaned(3)]);
  return sum + cleanups;
}
/** The winner is polled last: the loser stands behind its own next yield. */
export async function before(): Promise<i32> {
  let sum = 0;
  for (let i = 0; i < ${ROUNDS}; i++) sum += await Promise.race([times(3), times(1)]);
  return sum;
}
`;

const modules = new Map<string, Promise<WebAssembly.Module>>();

function moduleAt(level: string): Promise<WebAssembly.Module> {
  let made = modules.get(level);
  if (!made) {
    made = compileGuest([INPUT, "tests/lower/exports.ts"], [level, "--runtime", "stub"], { [INPUT]: PROGRAM }).then(({ ok, binary, printed }) => {
      assert.ok(ok, printed);
      return new WebAssembly.Module(binary);
    });
    modules.set(level, made);
  }
  return made;
}

/** @returns what the call of `name` gave */
async function resultOf(name: string, level: string): Promise<string> {
  return new Guest(await moduleAt(level)).run([["start", name], ["end"]]).at(-1)!;
}

/** Whether a call of `name` has ended after so many polls. */
async function endsWithin(polls: number, name: string, level: string): Promise<boolean> {
  const guest = new Guest(await moduleAt(level));
  guest.run([["start", name], ["polls", String(polls)]]);
  return !guest.runningCount;
}

for (const level of ["-O3", "-Oz"]) {
  test(`${level}: what races give`, async () => {
    assert.equal(await resultOf("next", level), `< next = ${ROUNDS}`);
    assert.equal(await resultOf("cleanup", level), `< cleanup = ${2 * ROUNDS}`);
    assert.equal(await resultOf("before", level), `< before = ${ROUNDS}`);
  });
}

test("a loser that is polled next takes no poll, for speed", async () => {
  assert.ok(await endsWithin(ROUNDS + START, "next", "-O3"));
  assert.ok(!await endsWithin(3 * ROUNDS - START, "next", "-Oz"));
});

test("a loser with a cleanup takes the poll in which that runs", async () => {
  assert.ok(!await endsWithin(2 * ROUNDS - START, "cleanup", "-O3"));
});
