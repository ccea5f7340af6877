// The conformance programs as WASI commands, under node:wasi with a virtual clock: they print what they print on every other host.
// `console-lost` is not among them: a command prints at once and loses nothing.

import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { test } from "node:test";
import { tacet } from "../cli/tacet.js";
import { bundleExpected, bundleSource, conformanceCases, outcomeText } from "../conformance/cases.js";
import { buildFile, runCommand } from "./support.js";

const cases = conformanceCases().filter(({ name }) => name !== "console-lost");
const together = cases.filter(({ isAlone }) => !isAlone);

test(`${together.length} cases as one command`, async t => {
  await mkdir("build/wasi", { recursive: true }); // not tracked by git
  const entry = "build/wasi/conformance.ts";
  await writeFile(entry, bundleSource(together, "../.."));
  const built = await buildFile(t, entry);
  assert.equal(outcomeText(await runCommand(built, { isVirtual: true })), bundleExpected(together));
});

for (const { name, entry, expected } of cases.filter(({ isAlone }) => isAlone)) {
  test(name, async t => {
    const built = await buildFile(t, entry);
    // The await stack of a trap, or of an error nobody caught, is told by `tacet run`, whose clock is the real one.
    const outcome = /^trap-|^error-uncaught$/.test(name) ? await tacet(["run", built.wasm], ".") : await runCommand(built, { isVirtual: true });
    assert.equal(outcomeText(outcome), expected);
  });
}
