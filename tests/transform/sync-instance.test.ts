// Goal: generic async code over a source that answers at once is a plain function, with nothing of a state machine in the binary.
// Method: its instance beside the same text written without async; optimised alone, their code is the same, signature included. The instance
// over a source that suspends differs: it takes a frame.

import assert from "node:assert/strict";
import { test } from "node:test";
import binaryen from "binaryen";
import { compileGuest } from "../support/compile.js";
import { Guest } from "../support/guest.js";

const INPUT = "tests/lower/generated/input.ts";

const BODY = `{
  let sum = 0;
  while (true) {
    const chunk = await source.read(sum);
    if (chunk < 0) break;
    store<u8>(to + sum, chunk);
    sum += 1 + (await source.rest());
  }
  return sum;
}`;

const PROGRAM = `
import { yieldNow } from "tacet/assembly";

class Now {
  left: i32 = 5;
  read(at: i32): i32 { return this.left-- > 0 ? at : -1; }
  rest(): i32 { return 0; }
}

class Later {
  left: i32 = 3;
  async read(at: i32): Promise<i32> { await yieldNow(); return this.left-- > 0 ? at : -1; }
  async rest(): Promise<i32> { return 1; }
}

const TO: usize = memory.data(16);

async function copy<S>(source: S, to: usize): Promise<i32> ${BODY}
function copySync(source: Now, to: usize): i32 ${BODY.replaceAll("await ", "")}

export async function now(): Promise<i32> { return await copy<Now>(new Now(), TO); }
export async function later(): Promise<i32> { return await copy<Later>(new Later(), TO); }
export function sync(): i32 { return copySync(new Now(), TO); }
`;

/** Signature and code of the function whose name ends so, optimised without regard to others. */
function codeOf(module: binaryen.Module, ending: string): string {
  const names = Array.from({ length: module.getNumFunctions() }, (_, i) => binaryen.getFunctionInfo(module.getFunctionByIndex(i)).name);
  const name = names.find(n => n.endsWith(ending));
  assert.ok(name, `no ${ending} in ${names.join(" ")}`);
  const fn = module.getFunction(name);
  module.runPassesOnFunction(fn, [
    "precompute", "simplify-locals", "vacuum", "remove-unused-brs", "remove-unused-names", "merge-blocks", "coalesce-locals", "reorder-locals", "dce", "vacuum",
  ]);
  const { params, results, body } = binaryen.getFunctionInfo(fn);
  return `${binaryen.expandType(params).join()} -> ${results}\n${binaryen.emitText(body)}`;
}

for (const runtime of ["stub", "minimal"]) {
  test(`an instance that never suspends is the function without async (${runtime})`, async () => {
    const { ok, binary, printed } = await compileGuest([INPUT, "tests/lower/exports.ts"], ["-O0", "--debug", "--runtime", runtime], { [INPUT]: PROGRAM });
    assert.ok(ok, printed);
    const module = binaryen.readBinary(binary);
    const sync = codeOf(module, "/copySync");
    assert.equal(codeOf(module, "copy<tests/lower/generated/input/Now>"), sync);
    assert.notEqual(codeOf(module, "copy<tests/lower/generated/input/Later>"), sync);
    module.dispose();

    const guest = new Guest(new WebAssembly.Module(binary));
    assert.deepEqual(guest.run([["start", "now"], ["start", "later"], ["end"]]), ["> now()", "< now = 5", "> later()", "< later = 6"]);
  });
}
