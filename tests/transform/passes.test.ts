// asc's passes (3-lower/passes.ts): which are left out, at which levels, and that asc still runs those that are.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Module, TypeRef } from "assemblyscript";
import { withFewerPasses, worthwhile } from "../../transform/3-lower/passes.js";

/** What asc has `m` do at these levels. */
function passesAt(optimizeLevel: number, shrinkLevel: number, isFewer: boolean): string[][] {
  const m = Module.create(false, TypeRef.I32);
  const lists: string[][] = [];
  m.runPasses = passes => void lists.push([...passes]);
  const optimize = (): void => m.optimize(optimizeLevel, shrinkLevel);
  if (isFewer) withFewerPasses(m, optimize);
  else optimize();
  return lists;
}

test("what is left out goes by pass and run, all others of the list stay", () => {
  assert.deepEqual(worthwhile(["rse", "vacuum", "rse", "rse", "vacuum", "vacuum", "dce"]), ["rse", "vacuum", "vacuum", "dce"]);
});

test("at -O3 twenty-nine runs are left out", () => {
  const [all] = passesAt(3, 0, false);
  const [fewer] = passesAt(3, 0, true);
  assert.equal(all.length - fewer.length, 29);
  assert.deepEqual(fewer, worthwhile(all));
  assert.deepEqual(new Set([...fewer, "simplify-locals-nostructure", "simplify-globals", "gufa-optimizing"]), new Set(all));
});

test("at lower levels none", () => {
  for (const level of [1, 2]) assert.deepEqual(passesAt(level, 0, true), passesAt(level, 0, false));
});

test("a module runs its passes as before afterwards", () => {
  const m = Module.create(false, TypeRef.I32);
  const { runPasses } = m;
  assert.throws(() => withFewerPasses(m, () => { throw new Error("asc"); }), /asc/);
  assert.equal(m.runPasses, runPasses);
});
