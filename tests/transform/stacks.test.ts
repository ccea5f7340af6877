// Goal: the stack that is laid out for a recursion is the longest there can be with one @depth function, and never too short with several.
// Method: random recursions, all ways through them walked one by one.

import assert from "node:assert/strict";
import { test } from "node:test";
import { setStacks, type Activation, type Pass } from "../../transform/3-lower/stacks.js";
import { random } from "../read/random.js";

const NAMES = ["a", "b", "c", "d"];
const OUTSIDE = new Map([["x", 40], ["y", 12]]);

interface Recursion {
  readonly group: ReadonlyMap<string, Activation>;
  readonly passes: ReadonlyMap<string, Pass>;
}

/** Calls go to a later function, to one with @depth, or out: each cycle goes through one with @depth. */
function recursionOf(next: (count: number) => number, depthCount: number): Recursion {
  const passes = new Map(NAMES.slice(0, depthCount).map((name): [string, Pass] => [name, { count: 1 + next(3), excessBytes: 4 * next(4) }]));
  const group = new Map(NAMES.map((name, i): [string, Activation] => {
    const targets = [...passes.keys(), ...NAMES.slice(i + 1), ...OUTSIDE.keys()];
    const calls = Array.from({ length: 1 + next(3) }, () => ({ callee: targets[next(targets.length)], isTail: next(4) == 0 }));
    return [name, { frameBytes: 4 * (1 + next(8)), rootBytes: 4 + 4 * next(3), calls }];
  }));
  return { group, passes };
}

/** The most bytes that a call of `name` with its frame at `at` reaches, every way tried. */
function walked({ group, passes }: Recursion, name: string, at: number, left: ReadonlyMap<string, number>): number {
  const activation = group.get(name);
  if (!activation) return at + OUTSIDE.get(name)!;
  if (left.get(name) === 0) return at + passes.get(name)!.excessBytes;
  const now = new Map(left);
  if (passes.has(name)) now.set(name, left.get(name)! - 1);
  const { frameBytes, rootBytes, calls } = activation;
  const ends = calls.map(({ callee, isTail }) => walked({ group, passes }, callee, isTail ? at : at + frameBytes, now));
  return Math.max(at + frameBytes, at + rootBytes, ...ends);
}

for (const [depthCount, isExact] of [[1, true], [2, false]] as const) {
  test(`${depthCount} @depth: ${isExact ? "the longest way" : "at least the longest way"}`, () => {
    let exact = 0;
    for (let seed = 1; seed <= 400; seed++) {
      const recursion = recursionOf(random(seed), depthCount);
      const stacks = new Map(OUTSIDE);
      setStacks(stacks, recursion.group, recursion.passes);
      for (const name of NAMES) {
        const longest = walked(recursion, name, 0, new Map([...recursion.passes].map(([n, { count }]) => [n, count])));
        const laidOut = stacks.get(name)!;
        assert.ok(laidOut >= longest, `seed ${seed}, ${name}: ${laidOut} bytes laid out, ${longest} used`);
        if (laidOut == longest) exact++;
        else if (isExact) assert.fail(`seed ${seed}, ${name}: ${laidOut} bytes laid out, ${longest} used`);
      }
    }
    assert.ok(exact > 100);
  });
}
