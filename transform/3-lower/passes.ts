// asc's passes at -O3, less those that find nothing the ones before have left.
//
// asc runs some passes four to ten times, whose time is more than proportional to a function's locals and branches, of which a state machine has
// more than what asc was made for. gufa-optimizing follows values through calls, tables and globals; asc's go through memory, of which it knows nothing.
// Without these runs 68 programs of tests/lower, examples/ and bench/ have 0.1 % more bytes in all (at most 0.9 %; some have 4 % less), code without
// async as many as before, and Binaryen takes half the time over 400 async functions.

import type { Module } from "assemblyscript";

/** For each pass which of its runs are left out, from 1. */
const NEEDLESS: ReadonlyMap<string, readonly number[]> = new Map([
  ["coalesce-locals", [1]],
  ["dae-optimizing", [2, 3]],
  ["gufa-optimizing", [1]],
  ["local-cse", [3, 4]],
  ["precompute-propagate", [1, 2, 3, 4]],
  ["rse", [2, 3, 4]],
  ["simplify-globals", [1]],
  ["simplify-globals-optimizing", [2, 4, 5, 6, 7, 8, 9]],
  ["simplify-locals", [2]],
  ["simplify-locals-nostructure", [1]],
  ["simplify-locals-notee-nostructure", [2]],
  ["ssa-nomerge", [1, 2]],
  ["vacuum", [2, 5, 6]],
]);
/** That of -O3 has 103; those of lower levels are shorter, and run none of these as often. */
const FULL_LENGTH = 100;

/** Calls `optimize`, asc's, for `m`, and has it do without them. */
export function withFewerPasses(m: Module, optimize: () => void): void {
  const { runPasses } = m;
  m.runPasses = (passes, fn) => runPasses.call(m, passes.length < FULL_LENGTH ? passes : worthwhile(passes), fn);
  try {
    optimize();
  } finally {
    m.runPasses = runPasses;
  }
}

/** `passes` without their needless runs. */
export function worthwhile(passes: readonly string[]): string[] {
  const runs = new Map<string, number>();
  return passes.filter(pass => {
    const run = (runs.get(pass) ?? 0) + 1;
    runs.set(pass, run);
    return !NEEDLESS.get(pass)?.includes(run);
  });
}
