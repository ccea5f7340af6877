// The examples do what their first lines say, through the command a user would type.

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { test } from "node:test";
import { execute, folderWith, tacet } from "../cli/tacet.js";

test("hello greets twice, the child task last", async () => {
  const outcome = await tacet(["run", "examples/hello/main.ts"], ".");
  assert.deepEqual(outcome, { code: 0, stdout: "hello there\nhello world\n", stderr: "" });
});

test("files copies every byte, and says what is wrong", async t => {
  const folder = await folderWith(t, {});
  const program = join(folder, "files.wasm");
  assert.equal((await tacet(["build", "examples/files/main.ts", "-o", program], ".")).code, 0);
  // Longer than the buffer, and not a multiple of it.
  const content = randomBytes(3 * 4096 + 17);
  await writeFile(join(folder, "from"), content);
  const copied = await tacet(["run", program, "--", join(folder, "from"), join(folder, "to")], folder);
  assert.deepEqual(copied, { code: 0, stdout: `${content.length} bytes\n`, stderr: "" });
  assert.deepEqual(await readFile(join(folder, "to")), content);

  await writeFile(join(folder, "empty"), "");
  assert.equal((await tacet(["run", program, "--", join(folder, "empty"), join(folder, "to")], folder)).stdout, "0 bytes\n");
  assert.equal((await readFile(join(folder, "to"))).length, 0, "the target is truncated");

  const missing = await tacet(["run", program, "--", join(folder, "absent"), join(folder, "to")], folder);
  assert.equal(missing.code, 1);
  assert.match(missing.stderr, /cannot read .*absent: error -44/);
  const unused = await tacet(["run", program], folder);
  assert.equal(unused.code, 2);
  assert.match(unused.stderr, /usage/);
});

test("host-call asks JavaScript for every temperature", async t => {
  const folder = await folderWith(t, {});
  const program = join(folder, "host-call.wasm");
  assert.equal((await tacet(["build", "examples/host-call/main.ts", "-o", program], ".")).code, 0);
  const outcome = await execute(process.execPath, [resolve("examples/host-call/run.mjs"), program], folder);
  assert.deepEqual(outcome, { code: 0, stdout: "mean of 3 rooms: 21\nwarm after 4 readings\n", stderr: "" });
});
