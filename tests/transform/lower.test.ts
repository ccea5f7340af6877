// tests/lower/<case>/: a program and what must come of it, exactly.
//
//   input.ts        the program; lines `//! word …` at its head say how to run it:
//                     //! script start f 1; turn 1; end    what the host does (tests/support/guest.ts); default: start run; end
//                     //! flags --enable simd              further arguments of asc
//                     //! runtimes stub minimal            default: stub
//                     //! allocates                        memory.grow may appear under stub
//                     //! javascript                       V8 must give the same trace
//   expected.txt    the whole trace, in order: equal for every runtime at O0 (with guard words in memory), O3 and Oz
//   diagnostic.txt  or: everything asc prints; it must refuse the program
//   warnings.txt    or: everything asc prints while it accepts the program
//
// Every module is also read back: it imports nothing, and cannot grow its memory unless the case allocates.
// UPDATE_EXPECTED=1 writes what came out instead of comparing; read the diff before it is committed.

import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import binaryen from "binaryen";
import { caseNames, CASES, readCase, type Case } from "../support/cases.js";
import { compileGuest, ROOT } from "../support/compile.js";
import { Guest } from "../support/guest.js";
import { runAsJavaScript } from "../support/javascript.js";
import { walk } from "../../transform/3-lower/nodes.js";

const LEVELS = ["-O0 --use TACET_CANARY=1", "-O3", "-Oz"] as const;
const UPDATES = process.env.UPDATE_EXPECTED === "1";

/** The trace of a program that compiles. */
async function traceOf(c: Case, level: string, runtime: string): Promise<string> {
  const collects = runtime != "stub";
  const flags = [...level.split(" "), "--runtime", runtime, ...c.flags, ...(collects ? ["--exportRuntime"] : [])];
  const { ok, binary, printed } = await compileGuest([c.input, `${CASES}/exports.ts`], flags);
  assert.ok(ok, printed);
  const module = new WebAssembly.Module(binary);
  assert.deepEqual(WebAssembly.Module.imports(module), []);
  if (!collects && !c.allocates) assert.equal(memoryInstructions(binary), 0);
  return new Guest(module).run(c.script).join("\n") + "\n";
}

/** Instructions that grow memory or ask for its size. Found in the tree: as text a module takes longer to print than to compile. */
function memoryInstructions(binary: Uint8Array): number {
  const module = binaryen.readBinary(binary);
  let found = 0;
  for (let i = 0; i < module.getNumFunctions(); i++) {
    walk(binaryen.getFunctionInfo(module.getFunctionByIndex(i)).body, e => {
      const id = binaryen.getExpressionId(e);
      if (id == binaryen.MemoryGrowId || id == binaryen.MemorySizeId) found++;
    });
  }
  module.dispose();
  return found;
}

const updated = new Set<string>();

/** Compares with the file; while updating, the first run writes it and the others must agree with that one. */
function check(file: string, actual: string): void {
  const path = join(ROOT, file);
  if (UPDATES && !updated.has(file)) writeFileSync(path, actual);
  updated.add(file);
  assert.equal(actual, readFileSync(path, "utf8"));
}

for (const name of caseNames()) {
  const c = readCase(name);
  const isRefused = existsSync(join(ROOT, CASES, name, "diagnostic.txt"));
  if (isRefused) {
    test(name, async () => {
      const { ok, printed } = await compileGuest([c.input], ["--runtime", "stub", ...c.flags]);
      assert.ok(!ok, "it compiles");
      check(`${CASES}/${name}/diagnostic.txt`, printed);
    });
    continue;
  }
  if (existsSync(join(ROOT, CASES, name, "warnings.txt"))) {
    test(name, async () => {
      const { ok, printed } = await compileGuest([c.input], ["--runtime", "stub", ...c.flags]);
      assert.ok(ok, printed);
      check(`${CASES}/${name}/warnings.txt`, printed);
    });
    continue;
  }
  describe(name, () => {
    for (const runtime of c.runtimes) {
      for (const level of LEVELS) {
        test(`${runtime} ${level}`, async () => check(`${CASES}/${name}/expected.txt`, await traceOf(c, level, runtime)));
      }
    }
    if (c.isJavaScript) test("JavaScript", async () => check(`${CASES}/${name}/expected.txt`, (await runAsJavaScript(c.source, "run")).join("\n") + "\n"));
  });
}
