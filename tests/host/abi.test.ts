// Goal: the constants of all three languages are those of abi.json.
// Method: generate them again and compare; break a copy of abi.json and see it refused.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { generate, type Abi } from "../../scripts/generate-abi.js";
import { ROOT } from "./compile.js";

const readAbi = async (): Promise<Abi> => JSON.parse(await readFile(join(ROOT, "abi.json"), "utf8")) as Abi;

test("generated_files_match_abi_json", async () => {
  for (const [path, text] of generate(await readAbi())) {
    assert.equal(await readFile(join(ROOT, path), "utf8"), text, `${path}: run \`npm run abi\``);
  }
});

test("overlapping_or_misaligned_fields_and_shared_values_are_refused", async () => {
  const abi = await readAbi();
  const withFields = (fields: Abi["structs"][string]["fields"]): Abi => ({ ...abi, structs: { X: { doc: "", bytes: 8, fields } } });
  assert.throws(() => generate(withFields([["a", "u32", 0, ""], ["b", "u8", 3, ""]])), /X\.b overlaps/);
  assert.throws(() => generate(withFields([["a", "u32", 2, ""]])), /X\.a is misaligned/);
  assert.throws(() => generate({ ...abi, enums: { Y: { doc: "", values: { A: 1, B: [1, ""] } } } }), /Y: two names share a value/);
});
