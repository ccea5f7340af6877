// A plain model of the timers, and random programs that compare the two.
// The model keeps (deadline, number of insertion) of each sleeper in arrays and looks at all of them in each turn.

import { advance, insert, remove, SLEEPER_COUNT } from "./sleepers";
import { sleepersNext } from "tacet/assembly/sleepers";

const NONE: u64 = u64.MAX_VALUE;
const STEP_COUNT: i32 = 3000;

let random: u32 = 1;
let start: u64 = 0;
/** How often deadlines fall into one of a few ticks (all but one in so many); 0: only by chance. */
let crowd: u32 = 0;

function below(bound: u32): u32 {
  random ^= random << 13;
  random ^= random >> 17;
  random ^= random << 5;
  return random % bound;
}

/** A delay of any magnitude, from none to years, often a whole number of milliseconds; or one that many others share. */
function delay(): u64 {
  if (crowd && below(crowd)) return <u64>((1 + below(3)) * 20_000 + below(2) * below(600));
  const bits = below(below(8) ? 30 : 46);
  const us = (<u64>below(u32.MAX_VALUE) << 16 ^ <u64>below(u32.MAX_VALUE)) & ((<u64>1 << bits) - 1);
  return below(3) ? us : us / 1000 * 1000;
}

/** The sleepers due at `now` in the order they should wake; they are no longer pending then. */
function due(whens: StaticArray<u64>, numbers: StaticArray<u32>, now: u64): i32[] {
  const woken: i32[] = [];
  while (true) {
    let first = -1;
    for (let i = 0; i < SLEEPER_COUNT; i++) {
      if (whens[i] > now) continue;
      if (first < 0 || whens[i] < whens[first] || (whens[i] == whens[first] && numbers[i] < numbers[first])) first = i;
    }
    if (first < 0) return woken;
    whens[first] = NONE;
    woken.push(first);
  }
}

/** Runs one seed. @returns what went wrong, or an empty string */
export function fuzzTimers(seed: u32): string {
  random = seed | 1;
  crowd = below(2) * below(20);
  const whens = new StaticArray<u64>(SLEEPER_COUNT);
  const numbers = new StaticArray<u32>(SLEEPER_COUNT);
  whens.fill(NONE);
  let now = start;
  const used = <i32>below(SLEEPER_COUNT) + 1;
  const turns = crowd ? 1 : 2; // of ten steps; crowded ticks need time to fill
  for (let step = 0; step < STEP_COUNT; step++) {
    const index = <i32>below(used);
    const action = below(10);
    if (action < 6) {
      const when = below(20) ? now + delay() : now - min(now, delay());
      insert(index, when);
      whens[index] = when;
      numbers[index] = step;
    } else if (action < 10 - turns) {
      remove(index);
      whens[index] = NONE;
    } else {
      now = below(2) && sleepersNext() != NONE ? max(now, sleepersNext()) : now + delay();
      const expected = due(whens, numbers, now);
      const woken = advance(now);
      if (woken.join() != expected.join()) return `step ${step} at ${now}: woke ${woken.join()} instead of ${expected.join()}`;
      let earliest = NONE;
      for (let i = 0; i < SLEEPER_COUNT; i++) earliest = min(earliest, whens[i]);
      const next = sleepersNext();
      if (next > earliest) return `step ${step} at ${now}: deadline ${next} is later than the first timer's, ${earliest}`;
      if (next <= now) return `step ${step} at ${now}: deadline ${next} makes no progress`;
    }
  }
  for (let i = 0; i < SLEEPER_COUNT; i++) remove(i);
  start = now;
  return "";
}
