// Goal: a program with a mistake gets diagnostics, never a crash of asc, wherever the mistake stands.
// Method: every sixth case of tests/lower, by its name so that new cases change nothing here, with a word of it in the place of another, or one left
// out; the whole compiler reads it. What crashes asc without us as well is passed over.

import assert from "node:assert/strict";
import { test } from "node:test";
import { random } from "../read/random.js";
import { readCase, caseNames } from "../support/cases.js";
import { compileGuest } from "../support/compile.js";

const EVERY = 6;
/** A function of asc's own library as a value (`trace`), type arguments where a type is called (`i32<i32>(1)`). */
const OWN_CRASHES = /ensureVarargsStub|compileCallExpressionBuiltin/;

function seedOf(name: string): number {
  let seed = 7;
  for (const c of name) seed = Math.imul(seed, 31) + c.charCodeAt(0) >>> 0;
  return seed;
}

function damage(text: string, seed: number): string {
  const next = random(seed);
  const tokens = text.match(/\/\/.*|"[^"]*"|`[^`]*`|\w+|\s+|[^\w\s]/g)!;
  const words = tokens.flatMap((token, i) => /^\w/.test(token) ? [i] : []);
  const at = words[next(words.length)]!;
  tokens[at] = next(3) ? tokens[words[next(words.length)]!]! : "";
  return tokens.join("");
}

/** What asc prints of `text` as it crashes, undefined where it does not. */
async function crashOf(input: string, text: string, flags: readonly string[]): Promise<string | undefined> {
  const { exit } = process;
  const { error } = console;
  let printed = "";
  console.error = (...words: readonly unknown[]) => void (printed += words.join(" "));
  process.exit = (() => {
    throw new Error("asc ends the process");
  }) as typeof process.exit;
  try {
    await compileGuest([input], flags, { [input]: text });
    return undefined;
  } catch (failure) {
    return `${printed}\n${String(failure)}`;
  } finally {
    process.exit = exit;
    console.error = error;
  }
}

test("damaged programs are diagnosed", async () => {
  const names = caseNames().filter(name => seedOf(name) % EVERY == 0);
  for (const name of names) {
    const { input, source, flags } = readCase(name);
    const seed = seedOf(name);
    const text = damage(source, seed);
    const crash = await crashOf(input, text, ["--runtime", seed % 3 ? "stub" : "incremental", seed % 2 ? "-O2" : "-O0", ...flags]);
    if (crash !== undefined && !OWN_CRASHES.test(crash)) assert.fail(`${name}: ${crash}\n${text}`);
  }
  assert.ok(names.length > 25, `${names.length} cases`);
});
