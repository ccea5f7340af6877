// Goal: exported async functions behave like JavaScript functions that return promises.
// Method: a puppet guest whose calls end when the test says so.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { TaskFlag } from "../../host/abi.js";
import { instantiate, TacetClosed, TacetFault, TacetTrap } from "../../host/node.js";
import { compileGuest, withSection } from "./compile.js";
import { Puppet } from "./puppet.js";

const taskOf = (puppet: Puppet, slot: number): number => {
  // hold() hands slots out in order; its addresses are 48 bytes apart and the test knows the first from a call
  return slotBase(puppet) + slot * 48;
};

/** Address of slot 0: found through the running calls' flags, so found by starting one. */
function slotBase(puppet: Puppet): number {
  const held = (puppet.app.instance.exports as unknown as { hold(): number; tacet_release(task: number): void });
  const task = held.hold();
  if (task === 0) throw new Error("ask before holding slots");
  held.tacet_release(task);
  return task;
}

describe("calls", () => {
  test("results_arrive_by_type", async () => {
    const { app } = await Puppet.create();
    assert.equal(await app.exports.echo64(-5n), -5n);
    assert.equal(await app.exports.echo64(2n ** 63n - 1n), 2n ** 63n - 1n);
    assert.equal(await app.exports.mix(-128, 65535, 0.5, true), -128 + 65535 + 0.5 + 1000);
    assert.equal(await app.exports.isOdd(3), true);
    assert.equal(await app.exports.isOdd(4294967294), false);
    assert.equal(await app.exports.poke(), undefined);
    await app.close();
  });

  test("wrong_arguments_are_type_errors_that_name_them", async () => {
    const { app } = await Puppet.create();
    await assert.rejects(app.exports.echo64(5), { name: "TypeError", message: /echo64: argument 1 must be a BigInt .*\(i64\), not the number 5/ });
    await assert.rejects(app.exports.mix(128, 0, 0, false), /argument 1 must be an integer from -128 to 127 \(i8\)/);
    await assert.rejects(app.exports.mix(1, 2.5, 0, false), /argument 2/);
    await assert.rejects(app.exports.mix(1, 2, "3", false), /argument 3 must be a number \(f32\), not the string "3"/);
    await assert.rejects(app.exports.mix(1, 2, 3, 1), /argument 4 must be a boolean/);
    await assert.rejects(app.exports.mix(1, 2, 3), /mix takes 4 argument\(s\) \(i8, u16, f32, bool\).* not 3/);
    await assert.rejects(app.exports.poke({ signal: "no" }), /signal must be an AbortSignal/);
    await app.close();
  });

  test("a_full_pool_queues_calls_in_order", async () => {
    const puppet = await Puppet.create();
    const { app, raw } = puppet;
    const first = taskOf(puppet, 0);
    const order: number[] = [];
    const calls = [0, 1, 2, 3].map((n) => app.exports.hold().then(() => order.push(n)));
    raw.finish(first, 0);
    await puppet.poke();
    raw.finish(first + 48, 0);
    await puppet.poke();
    await Promise.all(calls.slice(0, 2));
    raw.finish(first, 0);
    raw.finish(first + 48, 0);
    await puppet.poke();
    await Promise.all(calls);
    assert.deepEqual(order, [0, 1, 2, 3]);
    await app.close();
  });

  test("abort_cancels_in_the_guest_and_rejects_when_it_has_cleaned_up", async () => {
    const puppet = await Puppet.create();
    const { app, raw } = puppet;
    const task = taskOf(puppet, 0);
    const controller = new AbortController();
    let isSettled = false;
    const call = app.exports.hold({ signal: controller.signal }).finally(() => (isSettled = true));
    controller.abort(new Error("enough"));
    assert.equal(raw.lastCancelled(), task);
    await puppet.poke();
    assert.equal(isSettled, false);
    raw.finish(task, TaskFlag.CANCEL | TaskFlag.DELIVERED | TaskFlag.CANCELLED);
    await puppet.poke();
    await assert.rejects(call, /enough/);
    await app.close();
  });

  test("a_call_that_completes_in_spite_of_abort_resolves", async () => {
    const puppet = await Puppet.create();
    const task = taskOf(puppet, 0);
    const controller = new AbortController();
    const call = puppet.app.exports.hold({ signal: controller.signal });
    controller.abort();
    puppet.raw.finish(task, 0);
    await puppet.poke();
    assert.equal(await call, undefined);
    await puppet.app.close();
  });

  test("abort_takes_a_queued_call_out_and_an_aborted_signal_starts_none", async () => {
    const puppet = await Puppet.create();
    const { app, raw } = puppet;
    const first = taskOf(puppet, 0);
    const held = [app.exports.hold(), app.exports.hold()];
    const controller = new AbortController();
    const queued = app.exports.hold({ signal: controller.signal });
    controller.abort();
    await assert.rejects(queued, { name: "AbortError" });
    await assert.rejects(app.exports.hold({ signal: AbortSignal.abort() }), { name: "AbortError" });
    raw.finish(first, 0);
    raw.finish(first + 48, 0);
    await puppet.poke();
    await Promise.all(held);
    await app.close();
  });

  test("main_resolves_with_the_exit_code_and_ends_the_rest", async () => {
    const puppet = await Puppet.create();
    const { app, raw } = puppet;
    const main = app.exports.main();
    const other = app.exports.hold();
    const both = Promise.allSettled([main, other]);
    raw.exitWith(7);
    await puppet.poke().catch(() => undefined);
    const [mainResult, otherResult] = await both;
    assert.deepEqual(mainResult, { status: "fulfilled", value: 7 });
    assert.equal(otherResult.status, "rejected");
    assert.ok((otherResult as PromiseRejectedResult).reason instanceof TacetClosed);
    await app.ended;
    await assert.rejects(app.exports.poke(), TacetClosed);
    await app.close();
  });

  for (const [kind, message] of [[1, /the puppet was told to at tests\/host\/guest\/puppet\.as\.ts:\d+:\d+/], [2, /unreachable/], [3, /memory access out of bounds/]] as const) {
    test(`a_trap_rejects_everything_with_its_reason_${kind}`, async () => {
      const puppet = await Puppet.create({ awaitStacks: { running: () => ["f (a.ts:1)", "main (a.ts:9)"], task: () => [], thrown: () => undefined, uncaught: () => undefined } });
      const { app, raw } = puppet;
      const held = app.exports.hold();
      raw.setExplode(kind);
      const poked = app.exports.poke();
      const results = await Promise.allSettled([held, poked]);
      for (const result of results) {
        assert.equal(result.status, "rejected");
        const { reason } = result as PromiseRejectedResult;
        assert.ok(reason instanceof TacetTrap, String(reason));
        assert.match(reason.message, message);
        assert.match(reason.message, /\n {4}await f \(a\.ts:1\)\n {4}await main/);
      }
      await assert.rejects(app.exports.poke(), TacetTrap);
      await app.close();
    });
  }

  test("a_trap_inside_the_starting_export_rejects_that_call", async () => {
    const { app } = await Puppet.create();
    await assert.rejects(app.exports.trapNow(), (error: Error) => error instanceof TacetTrap && /told to trap/.test(error.message));
    await app.close();
  });

  test("close_rejects_what_never_ends_and_is_idempotent", async () => {
    const puppet = await Puppet.create({ closeGraceMs: 20 });
    const { app } = puppet;
    const held = assert.rejects(app.exports.hold(), TacetClosed);
    await Promise.all([app.close(), app.close()]);
    await held;
    await assert.rejects(app.exports.poke(), TacetClosed);
  });
});

describe("modules that are refused", () => {
  const bare = (): Promise<Uint8Array<ArrayBuffer>> => compileGuest("tests/host/guest/puppet.as.ts", ["--use", "abort=assembly/trap/abort"]);
  const cases: readonly (readonly [string, unknown, RegExp])[] = [
    ["no_json", "{", /no JSON.*; the module is damaged: build it again$/],
    ["another_contract", { abi: 9, exports: [], host: [] }, /speaks contract 9/],
    ["no_list", { abi: 1, exports: 7 }, /in 'exports' no list/],
    ["results_nowhere", { abi: 1, exports: [], host: [], resultOffset: 7 }, /puts results at 7/],
    ["an_export_that_is_missing", { abi: 1, exports: [{ name: "nope", params: [], result: "void" }], host: [] }, /names an export nope/],
    ["a_type_that_does_not_cross", { abi: 1, exports: [{ name: "poke", params: ["v128"], result: "void" }], host: [] }, /v128 do not cross/],
    ["a_host_function_that_is_missing", { abi: 1, exports: [], host: [{ name: "fetchTemp", params: [], result: "f64" }] }, /needs host function\(s\) fetchTemp/],
  ];
  for (const [name, section, message] of cases) {
    test(name, async () => {
      await assert.rejects(instantiate(withSection(await bare(), section)), (error: Error) => error instanceof TacetFault && message.test(error.message));
    });
  }

  test("an_import_nobody_passes", async () => {
    const wasm = await compileGuest("tests/host/guest/puppet.as.ts", []); // its abort is an import, which the loader knows
    await (await instantiate(withSection(wasm, { abi: 1, exports: [], host: [] }))).close();
    await assert.rejects(instantiate(withSection(importing(), { abi: 1, exports: [], host: [] })), /"?env"?.*pass it as \{ imports \}/);
  });

  test("no_section", async () => {
    await assert.rejects(instantiate(await bare()), /no section 'tacet'/);
  });

  test("no_wasm", async () => {
    await assert.rejects(instantiate("app.wasm" as never), { name: "TypeError", message: /not the string "app\.wasm": await readFile/ });
    await assert.rejects(instantiate(undefined as never), { name: "TypeError", message: /not undefined: / });
    await assert.rejects(instantiate(new Uint8Array([1, 2, 3])), WebAssembly.CompileError);
  });
});

/** A module that imports the function env.missing and is otherwise empty. */
function importing(): Uint8Array {
  return new Uint8Array([
    0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, // header
    1, 4, 1, 0x60, 0, 0, // type () -> ()
    2, 15, 1, 3, 0x65, 0x6e, 0x76, 7, 0x6d, 0x69, 0x73, 0x73, 0x69, 0x6e, 0x67, 0, 0, // import "env" "missing"
  ]);
}
