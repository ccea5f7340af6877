// Goal: broken text gets diagnostics, never an exception or an endless loop.
// Method: sources with every form, with a few tokens removed, repeated, swapped or put in at random; the seed is in the message.

import assert from "node:assert/strict";
import { test } from "node:test";
import { random } from "./random.js";
import { parse } from "./parse.js";

const SOURCES = [
  "@d(async x => { await x; }, class { async *m(): P { yield 1; } }) export async function f(a: F = async (b: i32 = g(() => 2)): Promise<i32> => await b): P "
  + "{ const h = function* (): F { return async () => { await a; }; }; for await (const x of y) await h(`${await x}`); using q = 1; await using z = 2; }",
  "abstract class A<T> extends B { @d static override async *[Symbol.asyncIterator]<U>(a: U): P { yield* await a; } readonly async: i32 = 1; "
  + "get await(): i32 { return 1 } async async(): P { await a ? await b : { await: 1, async, of } } async constructor() {} }\ninterface I { async m(): P; [key: string]: i32 }",
  "namespace N { export declare async function f(): P; async\nfunction g(): void { await 1 } let async = async (x) ? async (y): Promise<i32> => y : async => async; }",
];
const INSERTED = ["async ", "await ", "yield ", "*", "(", "{", "`", "${", "\n", "using ", "of ", "<", ":", "=>", "@", "["];

test("broken text is diagnosed", () => {
  let refused = 0;
  for (let seed = 1; seed <= 1000; seed++) {
    const text = damage(SOURCES[seed % SOURCES.length], random(seed));
    try {
      if (parse(text).messages.length) refused++;
    } catch (error) {
      assert.fail(`seed ${seed}: ${String(error)}\n${text}`);
    }
  }
  assert.ok(refused > 900, `${refused} refused`);
});

function damage(text: string, next: (count: number) => number): string {
  const tokens = text.match(/\w+|\s+|[^\w\s]/g)!;
  for (let times = 1 + next(4); times; times--) {
    const at = next(tokens.length);
    const other = next(tokens.length);
    switch (next(4)) {
      case 0: tokens.splice(at, 1); break;
      case 1: tokens.splice(at, 0, tokens[other]); break;
      case 2: [tokens[at], tokens[other]] = [tokens[other], tokens[at]]; break;
      default: tokens.splice(at, 1, INSERTED[next(INSERTED.length)]);
    }
  }
  return tokens.join("");
}
