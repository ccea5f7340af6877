// The fuzzer in the test run: a few hundred fresh programs, the kept ones, and that the fuzzer itself can fail.

import assert from "node:assert/strict";
import { test } from "node:test";
import ts from "typescript";
import { cellName, cellsOf, runCampaign } from "./campaign.js";
import { check, prepare, prepareEach } from "./check.js";
import { difference } from "./compare.js";
import { LEVELS, type CompileOptions } from "./compile.js";
import { generate } from "./generate.js";
import { runOracle } from "./oracle.js";
import { printProgram, type Program } from "./program.js";
import { keptPrograms } from "./seeds.js";
import { shrink } from "./shrink.js";
import { isNode, STATEMENT, type Node, type Part } from "./syntax.js";

const CI_PROGRAMS = 240;
const CI_SEED = 15660;

const PLAIN: CompileOptions = { level: "O0", runtime: "stub", dialect: "tacet", canaries: false };

test("programs_mean_the_same_compiled_and_in_v8", async () => {
  const { failures, programs, features } = await runCampaign({ seed: CI_SEED, count: CI_PROGRAMS, levels: LEVELS });
  const seeds = failures.map((failure) => `seed ${failure.program.seed}, ${cellName(failure.options)}: ${failure.detail.slice(0, 300)}`);
  assert.deepEqual(seeds, []);
  assert.equal(programs, CI_PROGRAMS);
  for (const name of ["child-task", "generic-call", "virtual-call", "interface-call", "v128", "frameBuffer", "sleep", "shared-global", "promise-all", "promise-race", "spawn", "throw", "try", "finally", "rethrow", "using", "await-using", "failing-child", "promise-allSettled", "host-cancel-unwinds", "array-pattern", "closure", "closure-taken", "scope", "recursion", "generator", "async-generator", "for-await", "for-of-generator", "generator-throws", "generator-cleanup", "sync-throw", "generator-pipeline", "yield-delegate", "failing-disposal", "failing-together", "join-cleanup", "nested-combinators", "nested-results", "nested-outcomes", "nested-races", "kept-combinators", "pipelined-children", "label", "accessor-variable", "accessor-set", "accessor-throws", "constructor-throws", "generator-method", "super-generator", "async-values", "function-values", "function-variable", "closure-statements", "closure-throws", "array-callback", "shielded-child", "map", "set", "for-of-string", "compound-element", "timed-out", "over-promises"]) {
    assert.ok((features.get(name) ?? 0) >= 5, `only ${features.get(name) ?? 0} programs with ${name}`);
  }
});

test("kept_programs_stay_fixed", async () => {
  const cases = await prepare(keptPrograms().map((kept) => kept.program));
  for (const index of [0, 1, 2]) {
    for (const options of cellsOf({ index, levels: LEVELS })) {
      const failures = await check(cases, options);
      assert.deepEqual(failures.map((failure) => `${failure.program.seed}: ${failure.detail}`), [], cellName(options));
    }
  }
});

test("a_seed_is_always_the_same_program_with_the_same_trace", async () => {
  for (let seed = 1; seed <= 40; seed++) {
    const program = generate(seed);
    assert.deepEqual(generate(seed), program);
    assert.deepEqual(await runOracle(program), await runOracle(program));
  }
});

test("every_program_ends_and_traces_something", async () => {
  let events = 0;
  for (let seed = 1; seed <= 100; seed++) {
    const outcome = await runOracle(generate(seed));
    assert.ok(outcome.calls.length > 0);
    assert.ok(outcome.calls.every((call) => call.state !== "running"), `seed ${seed} does not end`);
    events += outcome.events.length;
  }
  assert.ok(events > 2000, `${events} events`);
});

test("the_javascript_dialect_is_what_typescript_leaves_when_it_erases_the_types", () => {
  for (let seed = 1; seed <= 40; seed++) {
    const program = generate(seed);
    const typed = printProgram(program, "tacet").replace(/^@(pool|depth)\(\d+\) /gm, "").replace(/^export /gm, "");
    const erased = erase(typed);
    const printed = erase(printProgram(program, "javascript"));
    const at = [...printed].findIndex((character, i) => character !== erased[i]);
    assert.ok(printed === erased, `seed ${seed}: ${printed.slice(at - 40, at + 40)} against ${erased.slice(at - 40, at + 40)}`);
  }
});

/** TypeScript's output without types; blanks and parentheses aside, of which it leaves out some around a cast. */
function erase(text: string): string {
  const options = { target: ts.ScriptTarget.ESNext, module: ts.ModuleKind.ESNext, useDefineForClassFields: true, removeComments: true };
  return ts.transpileModule(text, { compilerOptions: options }).outputText.replace(/[\s()]/g, "");
}

test("a_wrong_value_in_the_compiled_program_is_found", async () => {
  const program = generate(3);
  const expected = await runOracle(program);
  const wrong = { ...expected, events: expected.events.map((event, i) => (i === 1 ? { ...event, text: `${event.text}0` } : event)) };
  assert.equal(difference(program.mode, expected, expected), undefined);
  assert.match(difference(program.mode, expected, wrong) ?? "", /expected task -?\d+ at/);
  assert.match(difference(program.mode, expected, { ...expected, events: expected.events.slice(0, -1) }) ?? "", /got the end/);
});

test("a_program_compiled_from_other_statements_than_the_oracle_ran_is_found", async () => {
  const [original] = await prepare([generate(5)]);
  const mutated: Program = { ...original.program, declarations: original.program.declarations.map(dropFirstTrace) };
  assert.notEqual(printProgram(mutated, "tacet"), printProgram(original.program, "tacet"));
  const failures = await check([{ program: mutated, expected: original.expected }], PLAIN);
  assert.deepEqual(failures.map((failure) => failure.kind), ["difference"]);
});

test("a_program_that_the_oracle_cannot_run_is_a_failure_beside_the_others", async () => {
  const broken: Program = { ...generate(5), declarations: [] };
  const { cases, failures } = await prepareEach([broken, generate(6)], PLAIN);
  assert.deepEqual(failures.map((failure) => failure.kind), ["oracle"]);
  assert.equal(cases.length, 1);
});

function dropFirstTrace(part: Node): Node {
  const at = part.parts.findIndex((child) => isNode(child) && child.type === STATEMENT && String(child.parts[0]).startsWith("trace("));
  const parts = at < 0 ? part.parts.map((child): Part => (isNode(child) ? dropFirstTrace(child) : child)) : part.parts.filter((_child, i) => i !== at);
  return { ...part, parts };
}

test("shrinking_keeps_the_failure_and_little_else", async () => {
  const program = generate(7);
  const wanted = "yieldNow()";
  assert.ok(printProgram(program, "tacet").includes(wanted));
  const stillFail = (candidates: readonly Program[]): Promise<boolean[]> =>
    Promise.resolve(candidates.map((candidate) => printProgram(candidate, "tacet").includes(wanted)));
  const smallest = printProgram(await shrink(program, stillFail), "tacet");
  assert.ok(smallest.includes(wanted));
  assert.ok(smallest.length < printProgram(program, "tacet").length / 4, smallest);
});
