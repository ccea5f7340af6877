// A cancel at every poll: each case of tests/lower whose script starts a call is cancelled after 0, 1, 2, … polls, once per instance.
// Whatever it was doing then, the call ends (as cancelled, if it did not just end by itself), nothing traps or hangs, and no guard word
// changes. Where a second run in one instance does what the first did, so does one after a cancelled run: nothing of that goes on, and
// no slot, timer or waiter was lost.

import assert from "node:assert/strict";
import { test } from "node:test";
import { runnableCases, type Case } from "../support/cases.js";
import { compileGuest } from "../support/compile.js";
import { Guest } from "../support/guest.js";

/** Cancelled, their calls leave spawned tasks behind, which run on by themselves and keep their slots until somebody joins them. */
const LEAVE_TASKS: ReadonlySet<string> = new Set(["aborts", "conversions", "managed", "pool-waiters"]);
/** Also with the optimiser's code: the cases with the most ways to wait. */
const ALSO_OPTIMISED: ReadonlySet<string> = new Set([
  "cancel-order", "children", "combinators", "combinator-forms", "errors-basic", "errors-children", "expressions", "generics", "kept", "kept-ends", "loops",
  "promise-values", "timers", "using",
]);
/** More than a case takes; of those that never end by themselves, so many are looked at. */
const POLLS_MAX = 500;

/** Without the times, which depend on when the first run was cancelled, and calls that only wait for the next action. */
const settled = (lines: readonly string[]): string[] => lines.filter(line => !/^(\. |! never ended)/.test(line));

for (const c of runnableCases()) {
  const [start] = c.script;
  if (start[0] != "start") continue;
  for (const level of ALSO_OPTIMISED.has(c.name) ? ["-O0", "-O3"] : ["-O0"]) test(`${c.name} ${level}`, async () => cancelEverywhere(c, start, level));
}

async function cancelEverywhere(c: Case, start: readonly string[], level: string): Promise<void> {
  const runtime = c.runtimes[c.runtimes.length - 1];
  const flags = [level, "--runtime", runtime, "--use", "TACET_CANARY=1", ...c.flags, ...(runtime == "stub" ? [] : ["--exportRuntime"])];
  const { ok, binary, printed } = await compileGuest([c.input, "tests/lower/exports.ts"], flags);
  assert.ok(ok, printed);
  const module = new WebAssembly.Module(binary);
  const whole = new Guest(module);
  const once = settled(whole.run([start, ["end"]]));
  if (once[once.length - 1].startsWith("! ")) return; // its trap is what it shows
  const twice = settled(whole.run([start, ["end"]])).slice(once.length);
  const isRepeatable = !LEAVE_TASKS.has(c.name) && twice.join("\n") == once.join("\n");

  const end = `< ${start[1]}`;
  for (let polls = 0; polls < POLLS_MAX; polls++) {
    const guest = new Guest(module);
    const before = settled(guest.run([start, ["polls", String(polls)]])).length;
    if (!guest.runningCount) break;
    const lines = settled(guest.run([["cancel", "0"], ["end"]]));
    const place = `cancelled after ${polls} polls:\n${lines.join("\n")}`;
    assert.ok(lines.slice(before).some(line => line.startsWith(end)), place);
    assert.ok(!lines.some(line => line.startsWith("! ")), place);
    if (!isRepeatable) continue;
    assert.deepEqual(settled(guest.run([start, ["end"]])).slice(lines.length), once, place);
  }
}
