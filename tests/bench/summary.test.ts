// README's figures of speed are those of the last benchmark that was kept. UPDATE_EXPECTED=1 writes them.

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { withSummary } from "../../bench/summary.js";

test("README says how fast it is, as bench/ has measured", () => {
  const readme = readFileSync("README.md", "utf8");
  const now = withSummary(readme, readFileSync("bench/results.md", "utf8"), readFileSync("bench/http/results.md", "utf8"));
  assert.match(now, /^\| a sleep while 100,000 others sleep \| [\d.]+ ns \|/m);
  if (process.env.UPDATE_EXPECTED === "1") writeFileSync("README.md", now);
  else assert.equal(readme, now, "UPDATE_EXPECTED=1 writes it");
});
