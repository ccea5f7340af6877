// Goal: an asc that Tacet can't extend is refused with one message that names what is missing, before anything is touched.

import assert from "node:assert/strict";
import { test } from "node:test";
import * as asc from "assemblyscript";
import { Options, Program } from "assemblyscript";
import { ASC_INTERNALS, ASC_VERSION, checkAsc, findAscProblems } from "../../transform/asc.js";
import { compileGuest } from "../support/compile.js";

const exports = asc as unknown as Record<string, { prototype: object }>;

test("the installed asc is accepted", () => {
  const program = new Program(new Options());
  assert.equal(checkAsc(program), true);
  assert.deepEqual(program.diagnostics, []);
});

test("another patch release is accepted, another series is not", () => {
  assert.deepEqual(findAscProblems("0.28.99", exports), []);
  assert.deepEqual(findAscProblems("0.29.0", exports), ["version 0.29.0 is not 0.28.x"]);
  assert.deepEqual(findAscProblems("0.280.0", exports), ["version 0.280.0 is not 0.28.x"]);
});

test("each missing method and class is named", () => {
  for (const [className, members] of Object.entries(ASC_INTERNALS)) {
    for (const member of members) {
      const prototype = Object.create(null) as Record<string, unknown>;
      for (const other of members) if (other != member) prototype[other] = () => {};
      assert.deepEqual(findAscProblems(ASC_VERSION, { ...exports, [className]: { prototype } }), [`version ${ASC_VERSION} has no ${className}.${member}`]);
    }
    assert.deepEqual(findAscProblems(ASC_VERSION, { ...exports, [className]: undefined }), [`version ${ASC_VERSION} has no class ${className}`]);
  }
});

test("a program of another copy of asc is refused with TACET090", () => {
  const foreign = { diagnostics: [] as { message: string; range: unknown }[], parser: {} };
  assert.equal(checkAsc(foreign as unknown as Program), false);
  assert.equal(foreign.diagnostics.length, 1);
  assert.match(foreign.diagnostics[0].message, /^TACET090: unsupported AssemblyScript compiler: .*two installations.*; install assemblyscript 0\.28\.20\.$/);
  assert.equal(foreign.diagnostics[0].range, null);
});

test("of an asc that lacks something nothing else is said", async () => {
  const prototype = exports.Function.prototype as { addDebugInfo?: unknown }; // missed only where code is made
  const { addDebugInfo } = prototype;
  delete prototype.addDebugInfo;
  try {
    const { ok, printed } = await compileGuest(["examples/hello/main.ts"]);
    assert.ok(!ok);
    assert.match(printed, /^ERROR AS102: TACET090: unsupported AssemblyScript compiler: version \S+ has no Function\.addDebugInfo; install .*\n\nFAILURE 1 parse error\(s\)\n$/);
  } finally {
    prototype.addDebugInfo = addDebugInfo;
  }
});
