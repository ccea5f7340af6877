// Goal: a caller in JavaScript may leave out what has a default, as in JavaScript, or is told why not.
// Method: tests/host/guest/defaults.as.ts, compiled and called.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { instantiate, TacetFault, type App } from "../../host/node.js";
import { compileGuest, withSection } from "./compile.js";

describe("defaults", { timeout: 120_000 }, () => {
  const start = async (): Promise<App<Readonly<Record<string, (...args: unknown[]) => Promise<unknown>>>>> => instantiate(
    await compileGuest("tests/host/guest/defaults.as.ts", ["--transform", "./dist/transform.js", "--runtime", "minimal", "--exportRuntime"]),
  );

  test("arguments_left_out_are_their_defaults", async () => {
    const { exports, close } = await start();
    const { signal } = new AbortController();
    assert.equal(await exports.sum(1), 1 - 5 + 31);
    assert.equal(await exports.sum(1, undefined, 2), 1 - 5 + 2);
    assert.equal(await exports.sum(1, 2), 1 + 2 + 31);
    assert.equal(await exports.sum(1, { signal }), 1 - 5 + 31);
    assert.equal(await exports.sum(1, 2, 3, { signal }), 6);
    assert.equal(await exports.wide(), true);
    assert.equal(await exports.wide(1n), false);
    assert.equal(await exports.half(), -1498);
    assert.equal(await exports.flag(), true);
    assert.equal(await exports.flag(false), false);
    assert.equal(await exports.named(), "hello Ada");
    assert.equal(await exports.named("Bo"), "hello Bo");
    assert.equal(await exports.computed(1), 2);
    assert.equal(await exports.inside(), 1 - 5 + 31 + 11);
    await close();
  });

  test("what_has_none_or_a_computed_one_must_be_passed", async () => {
    const { exports, close } = await start();
    await assert.rejects(exports.sum(), { name: "TypeError", message: "sum takes 3 argument(s) (i32, i32?, u8?) and an optional { signal }, not 0" });
    await assert.rejects(exports.sum({}), /not 0$/);
    await assert.rejects(exports.sum(1, 2, 3, 4), /not 4$/);
    await assert.rejects(exports.sum(undefined), /argument 1 must be an integer .*\(i32\), not undefined/);
    await assert.rejects(exports.sum(1, null), { name: "TypeError" });
    await assert.rejects(exports.computed(), { name: "TypeError", message: /computed: argument 1 \(i32\) can't be left out: its default is no literal/ });
    await close();
  });

  const cases: readonly (readonly [string, unknown, RegExp])[] = [
    ["too_few", [], /not one default for each parameter/],
    ["no_list", "5", /not one default for each parameter/],
    ["of_another_type", [{ value: "five" }], /the string "five" is no default of type i64/],
    ["of_no_type", [{ value: null }], /holds for 'echo64' no default: .*: build it again$/],
  ];
  for (const [name, defaults, message] of cases) {
    test(`wild_defaults_in_a_module_are_refused_${name}`, async () => {
      const bare = await compileGuest("tests/host/guest/puppet.as.ts", ["--use", "abort=assembly/trap/abort"]);
      const section = { abi: 1, exports: [{ name: "echo64", params: ["i64"], defaults, result: "i64" }], host: [] };
      await assert.rejects(instantiate(withSection(bare, section)), (error: Error) => error instanceof TacetFault && message.test(error.message));
    });
  }
});
