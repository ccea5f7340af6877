// Goal: a module whose host calls nothing but main (TACET_ONLY_MAIN=1) is smaller, runs, and says what it can't do.
// Method: one program, with and without the setting.

import assert from "node:assert/strict";
import { test } from "node:test";
import { instantiate, TacetClosed, type App } from "../../host/node.js";
import { compileGuest } from "../support/compile.js";

// How long main sleeps: as good as nothing, or longer than any machine takes between two calls.
const MILLISECOND = 1;
const HOUR = 3_600_000;

async function compiled(setting: readonly string[], sleepMs = MILLISECOND): Promise<Uint8Array<ArrayBuffer>> {
  const source = `import { sleep } from "tacet/assembly";
export async function main(): Promise<i32> { await sleep(${sleepMs}); return 7; }
`;
  const { binary, ok, printed } = await compileGuest(["only-main.ts"], ["--runtime", "stub", "-Oz", ...setting], { "only-main.ts": source });
  assert.ok(ok, printed);
  return binary;
}

function create(wasm: Uint8Array<ArrayBuffer>): Promise<App<{ main(options?: object): Promise<number> }>> {
  return instantiate(wasm);
}

test("only_main_makes_a_smaller_module_without_the_calls_for_cancelling", async () => {
  const all = await compiled([]);
  const small = await compiled(["--use", "TACET_ONLY_MAIN=1"]);
  const names = (wasm: Uint8Array<ArrayBuffer>): string[] => WebAssembly.Module.exports(new WebAssembly.Module(wasm)).map(({ name }) => name);
  assert.deepEqual(names(all).filter(name => !names(small).includes(name)).sort(), ["tacet_cancel", "tacet_release"]);
  assert.ok(small.length < all.length, `${small.length} < ${all.length}`);
});

test("only_main_runs_main", async () => {
  const app = await create(await compiled(["--use", "TACET_ONLY_MAIN=1"]));
  assert.equal(await app.exports.main(), 7);
  await assert.rejects(app.exports.main(), TacetClosed);
  await app.close();
});

test("only_main_refuses_a_signal_and_closes_at_once", async () => {
  const app = await create(await compiled(["--use", "TACET_ONLY_MAIN=1"], HOUR));
  await assert.rejects(app.exports.main({ signal: new AbortController().signal }), { name: "TypeError", message: /main: calls of this module can't be cancelled; compile it without TACET_ONLY_MAIN=1/ });
  const call = app.exports.main();
  const closed = app.close();
  await assert.rejects(call, TacetClosed);
  await closed;
});
