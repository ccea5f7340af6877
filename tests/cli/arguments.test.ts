// Arguments: which words are entries, asc's options, ours, the program's.

import assert from "node:assert/strict";
import { test } from "node:test";
import { parseArguments } from "../../cli/arguments.js";
import { UsageError } from "../../cli/errors.js";

test("entries, values, switches and program words are told apart", () => {
  const parsed = parseArguments(["app.ts", "-o", "app.wasm", "--json", "-Oz", "--memoryBase=8", "--", "--json", "x"], ["json"]);
  assert.deepEqual(parsed.entries, ["app.ts"]);
  assert.deepEqual(Object.fromEntries(parsed.ascOptions), { outFile: "app.wasm", optimizeLevel: "0", shrinkLevel: "2", memoryBase: "8" });
  assert.deepEqual(parsed.forAsc, ["app.ts", "-o", "app.wasm", "-Oz", "--memoryBase=8"]);
  assert.deepEqual([...parsed.switches], ["json"]);
  assert.deepEqual(parsed.forProgram, ["--json", "x"]);
});

test("an option that takes a value leaves a following option alone", () => {
  const parsed = parseArguments(["app.ts", "--sourceMap", "--debug"], []);
  assert.deepEqual(Object.fromEntries(parsed.ascOptions), { sourceMap: "", debug: "true" });
});

test("an unknown option is an error that names the nearest one", () => {
  assert.throws(() => parseArguments(["app.ts", "--optimse"], []), (error: unknown) =>
    error instanceof UsageError && error.message.includes("'--optimse'") && error.message.includes("'--optimize'"));
  assert.throws(() => parseArguments(["app.ts", "--json"], []), UsageError);
  assert.throws(() => parseArguments(["--definitely-not-near-anything"], []), (error: unknown) =>
    error instanceof UsageError && !error.message.includes("did you mean"));
});
