// Goal: modules import nothing, do not pay for what they do not use, and a program nothing can wake says so.
// Method: small programs through the transform; their bytes, memory and a process of their own.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, test } from "node:test";
import { ControlLayout, Feature } from "../../host/abi.js";
import { instantiate, type App } from "../../host/node.js";
import { Pending, type OpCore } from "../../host/ops/resource.js";
import type { Report } from "../../host/node.js";
import { compileGuest, ROOT } from "./compile.js";

const COMPILE = ["--transform", "./dist/transform.js", "--runtime", "stub"];

function featuresOf(app: App<unknown>): number {
  const { tacet_init } = app.instance.exports as unknown as { tacet_init(): number };
  return new Uint32Array(app.memory.buffer)[(tacet_init() + ControlLayout.FEATURES) >>> 2];
}

describe("modules", { timeout: 120_000 }, () => {
  test("no_imports_with_all_kinds_of_io", async () => {
    const module = await WebAssembly.compile(await compileGuest("tests/host/guest/io.as.ts", COMPILE));
    assert.deepEqual(WebAssembly.Module.imports(module), []);
  });

  test("a_trap_at_the_top_level_is_told_or_says_how_it_can_be", async () => {
    const bytes = await compileGuest("tests/host/guest/start-trap.as.ts", COMPILE);
    await assert.rejects(instantiate(bytes), { name: "TacetTrap", message: "trap: too small at tests/host/guest/start-trap.as.ts:5:1" });
    await assert.rejects(instantiate(await WebAssembly.compile(bytes)), { name: "TacetTrap", message: /^trap: unreachable at the top level; given the module's bytes, / });
  });

  test("a_program_without_io_has_no_rings_and_no_console", async () => {
    const app = await instantiate<{ nap(ms: number): Promise<number> }>(await compileGuest("tests/host/guest/quiet.as.ts", COMPILE));
    assert.equal(await app.exports.nap(1), 5);
    assert.equal(featuresOf(app), 0);
    const end = (app.instance.exports.__heap_base as WebAssembly.Global).value as number;
    assert.ok(end < 8192, `static memory ends at ${end}: rings of 64 entries alone are 3 KB, the console 8 KB`);
    await app.close();
  });

  test("logging_announces_the_console_only", async () => {
    const app = await instantiate<{ main(): Promise<number> }>(await compileGuest("tests/host/guest/deadlock.as.ts", COMPILE), { closeGraceMs: 1 });
    app.exports.main().catch(() => undefined);
    assert.equal(featuresOf(app), Feature.CONSOLE);
    await app.close();
  });

  test("a_program_that_nothing_can_wake_ends_with_an_error", async () => {
    const directory = await mkdtemp(join(tmpdir(), "tacet-"));
    await writeFile(join(directory, "program.wasm"), await compileGuest("tests/host/guest/deadlock.as.ts", COMPILE));
    await writeFile(join(directory, "run.mjs"), `
      import { readFile } from "node:fs/promises";
      import { instantiate } from ${JSON.stringify(pathToFileURL(join(ROOT, "dist/host/node.js")).href)};
      const app = await instantiate(await readFile(new URL("program.wasm", import.meta.url)));
      await app.exports.main().catch((error) => console.log(error.name + ": " + error.message));
      await app.close();
    `);
    const { stdout } = await new Promise<{ stdout: string }>((resolve) => {
      execFile(process.execPath, [join(directory, "run.mjs")], (_error, out) => resolve({ stdout: out }));
    });
    await rm(directory, { recursive: true });
    assert.match(stdout, /^waiting\nTacetClosed: deadlock: /);
  });
});

test("an_operation_that_completes_again_is_refused_and_reported", () => {
  const completed: number[] = [];
  const reports: Report[] = [];
  const core: Pick<OpCore, "complete" | "onReport"> = {
    complete: (_user, _generation, result) => completed.push(result),
    onReport: (report) => reports.push(report),
  };
  const submission = { op: 0, flags: 0, handle: 0, buffer: 0, length: 0, argLow: 0, argHigh: 0, user: 8, generation: 9 };
  const pending = new Pending(core as OpCore, submission);
  pending.complete(1);
  pending.complete(2);
  assert.deepEqual(completed, [1]);
  assert.deepEqual(reports.map(({ code }) => code), ["STALE_COMPLETION"]);
});
