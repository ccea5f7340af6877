// A cancel at every poll: each case of tests/lower named here is cancelled after 0, 1, 2, … polls, once per instance.
// Whatever it was doing then, the call ends as cancelled, nothing traps or hangs, no guard word changes, nothing of it goes on
// afterwards, and the same call started again gives its whole trace, as if nothing had happened before.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { compileGuest, ROOT } from "../support/compile.js";
import { Guest } from "../support/guest.js";

/** Cases without state outside the call: what a second run prints does not depend on the first. */
const CASES: readonly (readonly [string, string])[] = [
  ["children", "stub"], ["children-unfinished", "stub"], ["combinators", "stub"], ["combinator-forms", "stub"], ["frames", "stub"],
  ["promise-values", "stub"], ["timers", "stub"], ["calls", "stub"], ["loops", "stub"], ["dead-code", "stub"], ["inlined", "stub"],
  ["expressions", "incremental"], ["overloads", "minimal"], ["generics", "incremental"],
];
/** More than the longest case takes. */
const POLLS_MAX = 2000;

/** Without the times, which depend on when the first run was cancelled. */
const untimed = (lines: readonly string[]): string[] => lines.filter(line => !line.startsWith(". "));

for (const [name, runtime] of CASES) {
  describe(`${name}, ${runtime}`, () => {
    for (const level of ["-O0", "-O3"]) {
      test(level, async () => {
        const flags = [level, "--runtime", runtime, "--use", "TACET_CANARY=1", ...(runtime == "stub" ? [] : ["--exportRuntime"])];
        const { ok, binary, printed } = await compileGuest([`tests/lower/${name}/input.ts`, "tests/lower/exports.ts"], flags);
        assert.ok(ok, printed);
        const module = new WebAssembly.Module(binary);
        const expected = untimed(readFileSync(join(ROOT, `tests/lower/${name}/expected.txt`), "utf8").trimEnd().split("\n"));
        let polls = 0;
        for (; polls < POLLS_MAX; polls++) {
          const guest = new Guest(module);
          const first = guest.run([["start", "run"], ["polls", String(polls)]]).filter(line => !line.startsWith("! never ended"));
          if (!guest.runningCount) break;
          const before = untimed(first).length;
          const all = guest.run([["cancel", "0"], ["end"], ["start", "run"], ["end"]]);
          const lines = untimed(all).filter(line => !line.startsWith("! never ended"));
          const end = lines.indexOf("< run cancelled");
          assert.ok(end >= before, `after ${polls} polls:\n${all.join("\n")}`);
          assert.deepEqual(lines.slice(end + 1), expected, `after ${polls} polls`);
        }
        assert.ok(polls > 3 && polls < POLLS_MAX);
      });
    }
  });
}
