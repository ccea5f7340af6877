// Lint: every committed source against eslint.config.js. A test like the others, so `npm test` has one summary.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { execute } from "../cli/tacet.js";

test("the repository passes eslint", async () => {
  const sources = execFileSync("git", ["ls-files", "*.ts", "*.js", "*.mjs"], { encoding: "utf8" }).split("\n").filter(Boolean);
  const { code, stdout, stderr } = await execute(process.execPath, ["node_modules/eslint/bin/eslint.js", "--no-warn-ignored", ...sources], ".");
  assert.equal(code, 0, stdout + stderr);
});
