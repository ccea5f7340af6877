// docs/diagnostics.md says what the compiler's table says.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { diagnosticsPage } from "../../scripts/generate-diagnostics.js";

test("docs/diagnostics.md is up to date", () => {
  assert.ok(readFileSync("docs/diagnostics.md", "utf8") === diagnosticsPage(), "it is stale: npm run docs writes it");
});
