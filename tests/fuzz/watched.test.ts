// Programs that never end: the campaign reports them and goes on. Goal: that no campaign hangs. The worker here is a stand-in whose second
// program is an endless loop, as wasm or the oracle would run it: from outside of its thread there is nothing to tell them apart.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Worker } from "node:worker_threads";
import { BATCH_PROGRAMS, runCampaign, shrinkWatched } from "./campaign.js";
import type { CompileOptions } from "./compile.js";
import { generate } from "./generate.js";
import type { WatchOptions } from "./watched.js";

const OPTIONS: CompileOptions = { level: "O3", runtime: "stub", dialect: "tacet", canaries: false };

function watch(code: string): WatchOptions {
  return { start: () => new Worker(`const { parentPort: port } = require("node:worker_threads"); ${code}`, { eval: true }), silentSecondsMax: 2 };
}

test("a_program_that_never_ends_is_a_failure_and_the_campaign_goes_on", async () => {
  const stand = watch(`port.on("message", ({ seed, count, without }) => {
    const seeds = Array.from({ length: count }, (_, i) => seed + i).filter(s => !without.includes(s));
    for (const s of seeds) {
      port.postMessage({ seed: s, options: s == 2 ? ${JSON.stringify(OPTIONS)} : "oracle" });
      if (s == 2 || s == 43) for (;;);
    }
    port.postMessage({ result: { programs: seeds.length, events: 0, features: new Map(), cells: new Map(), synchronous: 0, ownOfAsc: 0, failures: [] } });
  });`);
  const { programs, failures } = await runCampaign({ seed: 1, count: 2 * BATCH_PROGRAMS, levels: ["O3"], threads: 1, watch: stand });
  assert.equal(programs, 2 * BATCH_PROGRAMS - 2);
  assert.deepEqual(failures.map(({ program, kind, detail, options }) => [program.seed, kind, detail, options.level]), [
    [2, "endless", "does not end", "O3"],
    [43, "endless", "does not end under the oracle", "O0"],
  ]);
});

test("shrinking_that_meets_an_endless_program_keeps_what_it_had", async () => {
  const [program, smaller] = [generate(7), generate(8)];
  const stand = watch(`port.on("message", () => { port.postMessage({ smaller: ${JSON.stringify(smaller)} }); for (;;); });`);
  const failure = { program, options: OPTIONS, kind: "difference", detail: "" } as const;
  assert.equal((await shrinkWatched(failure, stand)).seed, smaller.seed);
});

test("a_worker_that_dies_ends_the_campaign", async () => {
  const stand = watch(`port.on("message", () => { throw new Error("broken"); });`);
  await assert.rejects(runCampaign({ seed: 1, count: 1, levels: ["O3"], watch: stand }), /broken/);
});
