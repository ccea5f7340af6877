// Bytes of each language feature: what ARCHITECTURE.md says is what the compiler makes.
// UPDATE_EXPECTED=1 writes them; the ns stay as they were measured (npm run bench:features).

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { cellsOf, featureBytes, FEATURES, rowsIn, withRows } from "../../bench/features.js";

test("ARCHITECTURE.md says what each feature takes", async () => {
  const text = readFileSync("ARCHITECTURE.md", "utf8");
  const written = rowsIn(text);
  const bytes = await featureBytes();
  const rows = new Map(FEATURES.map(({ title }, i) => [title, [...cellsOf(bytes[i]), written.get(title)?.at(-1) ?? ""]]));
  if (process.env.UPDATE_EXPECTED === "1") writeFileSync("ARCHITECTURE.md", withRows(text, rows));
  else assert.deepEqual(written, rows, "UPDATE_EXPECTED=1 writes it");
});
