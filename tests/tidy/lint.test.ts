// Lint: the whole repository against eslint.config.js. A test like the others, so `npm test` has one summary.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { test } from "node:test";
import { promisify } from "node:util";

const LINT_TIMEOUT_MS = 300_000;

test("the repository passes eslint", async () => {
  const outcome = await promisify(execFile)(process.execPath, ["node_modules/eslint/bin/eslint.js", "."], { timeout: LINT_TIMEOUT_MS })
    .then(({ stdout }) => ({ code: 0, stdout }), (error: { code: number; stdout: string }) => error);
  assert.equal(outcome.code, 0, outcome.stdout);
});
