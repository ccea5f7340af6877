// The built module, called as any JavaScript may call it.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { instantiate } from "tacet/host/node";

test("addLater adds, later", async () => {
  const app = await instantiate(await readFile("build/main.wasm"));
  try {
    assert.equal(await app.exports.addLater(40, 2, 1), 42);
  } finally {
    await app.close();
  }
});
