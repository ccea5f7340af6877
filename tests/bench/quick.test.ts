// The benchmark's smoke run: every peer that can be built here computes the same as the others. Times are not looked at.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { ITERATING } from "../../bench/workloads.js";

interface Json {
  readonly workloads: readonly { readonly name: string }[];
  readonly measured: readonly { readonly workload: string; readonly peer: string; readonly checksum: number }[];
  readonly failures: readonly object[];
}

/** Peers that need nothing beyond npm. */
const ALWAYS = ["tacet", "switch", "asyncify", "js"];
const TIMEOUT_MS = 180_000;

test("the peers of the benchmark agree on every workload", { timeout: TIMEOUT_MS }, async () => {
  const folder = mkdtempSync(join(tmpdir(), "tacet-bench-"));
  try {
    const file = join(folder, "results.json");
    await promisify(execFile)(process.execPath, ["dist/bench/run.js", "--quick", "--json", file]);
    const { workloads, measured, failures } = JSON.parse(readFileSync(file, "utf8")) as Json;
    assert.deepEqual(failures, []);
    assert.ok(workloads.length >= 27, `only ${workloads.length} workloads`);
    for (const { name } of workloads) {
      const results = measured.filter(({ workload }) => workload === name);
      const peers = ALWAYS.filter((peer) => !/^(items|call)-/.test(name) || ITERATING.has(peer));
      assert.deepEqual(peers.filter((peer) => !results.some((result) => result.peer === peer)), [], `peers missing from ${name}`);
      assert.equal(new Set(results.map(({ checksum }) => checksum)).size, 1, `checksums of ${name}: ${JSON.stringify(results)}`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
