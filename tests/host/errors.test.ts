// Goal: what a program throws is an Error of JavaScript with its name and message, and a failing @host function is an error it can catch.
// Method: tests/host/guest/errors.as.ts through the transform, under --runtime stub and incremental.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Errno } from "../../host/abi.js";
import { instantiate, TacetFault, TacetTrap, type App } from "../../host/node.js";
import { sectionsOf } from "../../host/wasm-format.js";
import { compileGuest } from "./compile.js";

interface Program {
  fails(v: number): Promise<string>;
  asks(id: number, catches: boolean): Promise<number>;
}

const TRANSFORM = ["--transform", "./dist/transform.js"];

async function create(runtime: string): Promise<App<Program>> {
  const options = [...TRANSFORM, "--runtime", runtime, ...(runtime === "stub" ? [] : ["--exportRuntime"])];
  return instantiate<Program>(await compileGuest("tests/host/guest/errors.as.ts", options), {
    host: {
      ask: async (id: number) => {
        if (id === 1) throw new Error("the sensor is gone");
        if (id === 2) throw Object.assign(new Error("no such sensor"), { code: "ENOENT" });
        return id / 2;
      },
    },
  });
}

for (const runtime of ["stub", "incremental"]) {
  describe(`errors, ${runtime}`, () => {
    test("an_export_rejects_with_name_and_message", async () => {
      const app = await create(runtime);
      await assert.rejects(app.exports.fails(1), { name: "Refused", message: "at once" });
      const [later, sync, fine] = await Promise.allSettled([app.exports.fails(2), app.exports.fails(-1), app.exports.fails(9)]);
      assert.ok(later.status === "rejected" && later.reason instanceof Error);
      assert.equal(String(later.reason), "Refused: later");
      assert.ok(sync.status === "rejected");
      assert.equal(String(sync.reason), "RangeError: below zero");
      assert.deepEqual(fine, { status: "fulfilled", value: "many" });
      assert.equal(await app.exports.fails(0), "few", "the slots of failed calls are free again");
      await app.close();
    });

    test("a_rejection_says_where_it_was_thrown_and_from_which_awaits", async () => {
      const app = await create(runtime);
      const stackOf = async (call: Promise<unknown>): Promise<string> => call.then(() => "", (error: Error) => error.stack!);
      const file = "tests/host/guest/errors.as.ts";
      assert.equal(await stackOf(app.exports.fails(1)), `Refused: at once\n    at ${file}:23:21`);
      const [later, sync] = await Promise.all([stackOf(app.exports.fails(2)), stackOf(app.exports.fails(-1))]);
      // Without a collector the frames of the sleep that woke the task are there as well.
      assert.match(later, /^Refused: later\n {4}at tests\/host\/guest\/errors\.as\.ts:25:21\n {2}resumed from\n(?: {4}await sleep.*\n)* {4}await fails \(.*errors\.as\.ts:24\)$/);
      assert.match(sync, /^RangeError: below zero\n {4}at tests\/host\/guest\/errors\.as\.ts:16:20\n {2}resumed from\n/);
      // It passed a catch and was thrown again. With a collector the frames that it has left are gone.
      const stack = await stackOf(app.exports.asks(2, false));
      assert.match(stack, runtime === "stub" ? / {4}await ask \(.*:4\)\n {4}await asks \(.*:32\)$/ : / {4}await asks \(.*:32\)$/);
      await app.close();
    });

    test("a_host_function_that_fails_is_an_error", async () => {
      const app = await create(runtime);
      assert.equal(await app.exports.asks(7, false), 3.5);
      assert.equal(await app.exports.asks(2, true), -Errno.ENOENT);
      await assert.rejects(app.exports.asks(2, false), { name: "IoError", message: "ENOENT" });
      await assert.rejects(app.exports.asks(1, false), { name: "IoError" });
      assert.equal(await app.exports.asks(8, false), 4);
      await app.close();
    });

    test("a_synchronous_export_traps_with_the_message", async () => {
      const app = await create(runtime);
      const { plain } = app.instance.exports as unknown as { plain(v: number): number };
      assert.equal(plain(4), 8);
      assert.throws(() => plain(-1), WebAssembly.RuntimeError);
      await assert.rejects(app.exports.fails(0), (error) => error instanceof TacetTrap || error instanceof TacetFault, "a program that has trapped is never entered again");
    });
  });
}

test("without_a_collector_where_errors_are_thrown_costs_the_program_nothing", async () => {
  const sizesWith = async (map: number): Promise<number[][]> => {
    const wasm = await compileGuest("tests/host/guest/errors.as.ts", [...TRANSFORM, "--use", `TACET_AWAIT_MAP=${map}`]);
    return sectionsOf(wasm).filter(({ name }) => !name.startsWith("tacet")).map(({ id, content }) => [id, content.length]);
  };
  assert.deepEqual(await sizesWith(1), await sizesWith(0));
});
