// A cancel at every await of every example, and of programs for what none of them does (everywhere.ts). And every await in their sources has
// been one at which a cancel came.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { ROOT } from "../support/compile.js";
import { CANARY, cancelEverywhere, type Awaits } from "./everywhere.js";
import { EXAMPLES, PROGRAMS, UNMET } from "./programs.js";

const VARIANTS = [["stub", CANARY], ["stub", "-O3"], ["incremental", CANARY]] as const;

const awaits: Awaits = { all: new Set(), met: new Set() };

for (const example of [...EXAMPLES, ...PROGRAMS]) {
  describe(example.title ?? example.name, () => {
    for (const [runtime, level] of VARIANTS) {
      if (example.isStatic && runtime !== "stub") continue;
      test(`${runtime} ${level}`, async () => cancelEverywhere(example, level, runtime, awaits));
    }
  });
}

test("no example is left out", () => {
  assert.deepEqual([...new Set(EXAMPLES.map(({ name }) => name))].sort(), readdirSync(join(ROOT, "examples")).sort());
});

test("every await of the examples and programs was met", () => {
  const unmet = new Set<string>();
  for (const line of awaits.all) {
    const [, file, number] = /\((.*):(\d+)\)$/.exec(line)!;
    if (!/^(examples|tests\/cancel)\//.test(file) || file.endsWith(".entry.ts")) continue;
    const text = readFileSync(join(ROOT, file), "utf8").split("\n")[Number(number) - 1];
    // Where no await stands, the end of a function waits for its children.
    if (text.includes("await") && !awaits.met.has(line)) unmet.add(`${file.slice("examples/".length)}: ${text.trim()}`);
  }
  assert.deepEqual([...unmet].sort(), UNMET);
});
