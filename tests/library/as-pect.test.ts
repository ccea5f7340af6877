// as-pect's tests of assembly/ (tests/assembly/*.spec.ts), as one test of `npm test`.

import assert from "node:assert/strict";
import { test } from "node:test";
import { execute } from "../cli/tacet.js";

test("the specs of assembly/ pass under as-pect", async () => {
  const { code, stdout, stderr } = await execute(process.platform === "win32" ? "npm.cmd" : "npm", ["run", "--silent", "test:as"], ".");
  assert.equal(code, 0, stdout + stderr);
  assert.match(stdout, /Result\]: .*Pass!/, "as-pect has run something");
});
