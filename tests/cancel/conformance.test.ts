// A cancel at every await of the conformance programs (everywhere.ts), those that need nothing of a host but a clock.

import { test } from "node:test";
import { conformanceCases } from "../conformance/cases.js";
import { CANARY, cancelEverywhere } from "./everywhere.js";

/** They wait for nothing, spin until time has passed (which here does when nothing is ready), or spawn what goes on by itself for ever. */
const LEFT_OUT: ReadonlySet<string> = new Set(["generators", "fairness", "cancel-cleanup"]);
/** They keep something beyond a cancel: counts in variables of the module, a task in a slot, the time of the first. */
const ONCE: ReadonlySet<string> = new Set(["pools", "scope", "sleep-until", "using"]);
const WARNED: ReadonlySet<string> = new Set(["using"]);

for (const { name, isAlone } of conformanceCases()) {
  if (isAlone || LEFT_OUT.has(name)) continue;
  test(name, async () => cancelEverywhere({
    name,
    imports: `import * as example from "../conformance/${name}/main";`,
    body: "await example.main();\n  return 0;",
    around: () => ({ args: [] }),
    result: "0",
    isOnce: ONCE.has(name),
    isWarned: WARNED.has(name),
  }, CANARY, "stub", { all: new Set(), met: new Set() }));
}
