// The timers' fuzzing as a module of its own, to be compiled with any number of slots.

import { fuzzTimers } from "./timer-model";

export function fuzz(seed: u32): string {
  return fuzzTimers(seed);
}
