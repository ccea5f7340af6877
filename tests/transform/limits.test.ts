// Programs past the limits of a frame's 4-byte header: many awaits in one function, many functions, large frames, deep chains.
// Generated here, run as JavaScript where that says something, and compared at all levels.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { compileGuest } from "../support/compile.js";
import { Guest } from "../support/guest.js";
import { runAsJavaScript } from "../support/javascript.js";

const LEVELS = ["-O0", "-O3", "-Oz"] as const;
const HEAD = 'import { frameBuffer, sleep, spawn, trySpawn, yieldNow } from "tacet/assembly";\nimport { mark, trace } from "../trace";\n';

const count = (n: number): number[] => [...Array(n).keys()];

async function run(text: string, level: string, flags: readonly string[] = []): Promise<string[]> {
  const input = "tests/lower/generated/input.ts";
  const { ok, binary, printed } = await compileGuest([input, "tests/lower/exports.ts"], [level, "--runtime", "stub", ...flags], { [input]: text });
  assert.ok(ok, printed);
  return new Guest(new WebAssembly.Module(binary)).run([["start", "run"], ["end"]]);
}

/** The same lines at every level, and under V8. */
function sameEverywhere(name: string, text: string, levels: readonly string[] = LEVELS): void {
  describe(name, () => {
    for (const level of levels) test(level, async () => assert.deepEqual(await run(text, level), await runAsJavaScript(text, "run")));
  });
}

/** One function with `awaits` awaits in a row, all kinds of values across them, called next to small ones and as a child. */
function manyAwaits(awaits: number): string {
  return `${HEAD}
async function leaf(n: i32): Promise<i32> {
  if (n & 1) await yieldNow();
  return n;
}
async function long(n: i32): Promise<i32> {
  let a = n, b = 1.5, c = n * 2;
  ${count(awaits).map(i => [`a += await leaf(${i});`, `b += await leaf(c) + ${i};`, `await yieldNow(); c ^= a + ${i};`][i % 3]).join("\n  ")}
  trace("b", b);
  return a * 3 + c;
}
async function asleep(ms: f64, n: i32): Promise<i32> {
  await sleep(ms);
  return n + (await leaf(n + 1));
}
async function children(n: i32): Promise<i32> {
  let sum = 0;
  for (let i = 0; i < 3; i++) {
    const p = asleep(2, n);
    const q = long(i);
    sum += await long(n) + (await leaf(3));
    sum = sum * 2 + await q;
    sum += await p;
  }
  return sum;
}
export async function run(): Promise<i32> {
  trace("long", await long(5));
  trace("children", await children(7));
  trace("long", await long(await leaf(9)));
  return 0;
}`;
}

// 2 states an await: 31 fit the narrow header, 32 do not.
for (const awaits of [30, 31, 32, 33, 63, 64, 200]) sameEverywhere(`${awaits} awaits in one function`, manyAwaits(awaits));

/** `depth` levels; each keeps a value across its call and adds to the result. */
function deepChain(depth: number): string {
  return `${HEAD}
async function f0(n: i32): Promise<i32> {
  for (let i = 0; i < 3; i++) await yieldNow();
  await sleep(1);
  return n;
}
${count(depth).map(i => `async function f${i + 1}(n: i32): Promise<i32> {
  const own = n + ${i};
  ${i % 5 == 0 ? "await yieldNow();" : ""}
  const below = await f${i}(n + 1);
  ${i % 7 == 0 ? "await sleep(1);" : ""}
  return below * ${i % 3 == 0 ? -1 : 1} + own;
}`).join("\n")}
export async function run(): Promise<i32> {
  trace("first", await f${depth}(1));
  const p = f${depth}(2);
  const q = f${depth}(3);
  return (await p) * 7 + (await q);
}`;
}

for (const depth of [20, 100]) sameEverywhere(`a chain ${depth} deep`, deepChain(depth));

/** More functions with a resume function than the narrow header has indices for. */
function manyFunctions(functions: number): string {
  return `${HEAD}
async function g(n: i32): Promise<i32> {
  await yieldNow();
  return n;
}
${count(functions).map(i => `async function f${i}(n: i32): Promise<i32> {
  const a = await g(n);
  await yieldNow();
  return a * ${i % 10} + (await g(n + ${i}));
}`).join("\n")}
export async function run(): Promise<i32> {
  let sum = 0;
  ${count(functions).map(i => `sum = (sum * 3 + await f${i}(${i})) & 0xffffff;`).join("\n  ")}
  const p = f0(sum);
  const q = f${functions - 1}(sum);
  trace("children", (await p) - (await q));
  return sum;
}`;
}

sameEverywhere("1,030 async functions", manyFunctions(1030), ["-O0"]);

/** Children in memory that other frames have filled before, in both header forms. */
function dirtyMemory(awaits: number): string {
  return `${HEAD}
async function fill(): Promise<void> {
  const at = frameBuffer(1000);
  memory.fill(at, 0xff, 1000);
  ${"await yieldNow();\n  ".repeat(awaits)}
}
async function inner(n: i32): Promise<i32> {
  await sleep(n);
  return n;
}
async function child(n: i32): Promise<i32> {
  const v = await inner(n);
  trace("child", v);
  return v;
}
async function owner(): Promise<i32> {
  const p = child(2);
  const q = child(1);
  inner(9);
  await yieldNow();
  return (await p) * 10 + (await q);
}
@pool(2)
async function spawned(): Promise<i32> {
  await fill();
  return await owner();
}
export async function run(): Promise<i32> {
  await fill();
  trace("owner", await owner());
  await fill();
  trace("owner", await owner());
  trace("spawned", await trySpawn(spawned()).join());
  trace("spawned", await trySpawn(spawned()).join());
  return 0;
}`;
}

for (const awaits of [3, 40]) {
  describe(`children in used memory, ${awaits} awaits in one function`, () => {
    for (const level of LEVELS) {
      test(level, async () => {
        const round = (from: number, name: string): string[] => [`. ${from + 1} ms`, "child 1", `. ${from + 2} ms`, "child 2", `${name} 21`];
        assert.deepEqual(await run(dirtyMemory(awaits), level), [
          "> run()", ...round(0, "owner"), ...round(2, "owner"), ...round(4, "spawned"), ...round(6, "spawned"), "< run = 0",
        ]);
      });
    }
  });
}

/** A frame whose callee lies farther away than 16 bits / 4 can say. */
const largeFrame = `${HEAD}
async function leaf(at: usize): Promise<i32> {
  store<u8>(at, 7);
  await yieldNow();
  return load<u8>(at);
}
async function large(n: i32): Promise<i32> {
  const at = frameBuffer(300000);
  store<u8>(at + 299999, 9);
  const v = await leaf(at);
  await sleep(1);
  const own = frameBuffer(4);
  store<u32>(own, 5);
  return v * 100 + load<u8>(at + 299999) * 10 + (await leaf(own)) + n;
}
export async function run(): Promise<i32> {
  const p = large(1);
  trace("large", await large(2));
  return await p;
}`;

describe("a frame of 300,000 bytes", () => {
  for (const level of LEVELS) {
    test(level, async () => {
      assert.deepEqual(await run(largeFrame, level), ["> run()", ". 1 ms", "large 799", "< run = 798"]);
    });
  }
});
