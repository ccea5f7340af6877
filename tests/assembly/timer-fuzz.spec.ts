// Timers against a plain model: goal: no sequence of inserts, removals and jumps in time tells them apart.
// Seeds: those that once failed, some fixed ones, and one that is new in each run (TACET_SEED=n repeats it).

import { fuzzTimers } from "./timer-model";

// @ts-ignore: decorator
@external("fuzz", "freshSeed")
declare function freshSeed(): u32;

/** Seeds that failed once. */
const KEPT: u32[] = [];

function expectNoFailure(seed: u32): void {
  const failure = fuzzTimers(seed);
  if (failure.length) log(`seed ${seed}: ${failure}`);
  expect(failure).toBe("");
}

describe("timers against a plain model", () => {
  test("seeds_that_failed_once", () => {
    for (let i = 0; i < KEPT.length; i++) expectNoFailure(KEPT[i]);
  });

  test("fixed_seeds", () => {
    for (let seed: u32 = 1; seed <= 40; seed++) expectNoFailure(seed);
  });

  test("a_fresh_seed", () => {
    expectNoFailure(freshSeed());
  });
});
