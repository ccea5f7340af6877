// Goal: what may not be async, and `await` where no async function is, is refused with its code at the keyword.
// Method: sources with the expected codes and spans, in order; the printed message through asc's own front end.

import assert from "node:assert/strict";
import { test } from "node:test";
import { main } from "assemblyscript/asc";
import { Transform } from "assemblyscript/transform";
import type { Program } from "assemblyscript";
import { installReader } from "../../transform/1-read/reader.js";
import { accept, parse, refused } from "./parse.js";

const AWAIT = "TACET001 \"await\"";
const IN_DEFAULT = "TACET002 \"await\"";

const REFUSED: readonly (readonly [string, ...string[]])[] = [
  ["await x;", AWAIT],
  ["const a: i32 = await x;", AWAIT],
  ["{ if (a) await x; }", AWAIT],
  ["namespace N { const a: i32 = await x; }", AWAIT],
  ["@d(await x) function f(): void {}", AWAIT],
  ["@d(await x) async function f(): Promise<void> {}", AWAIT],
  ["function f(): void { await x; }", AWAIT],
  ["function f(): void { await await x; }", AWAIT, AWAIT],
  ["function f(a: i32 = await x): void {}", AWAIT],
  ["async function f(a: i32 = await x): Promise<void> {}", IN_DEFAULT],
  ["async function f(a: F = () => await x): Promise<void> {}", AWAIT],
  ["async function f(a: F = async () => await x): Promise<void> {}"],
  ["async function f(): Promise<void> { const g = (): i32 => await x; await y; }", AWAIT],
  ["async function f(): Promise<void> { const g = () => await x; await y; }", AWAIT],
  ["async function f(): Promise<void> { const g = x => await x; await y; }", AWAIT],
  ["async function f(): Promise<void> { const g = function (): void { await x; }; await y; }", AWAIT],
  ["async function f(): Promise<void> { const g = class { a: i32 = await x; m(): void { await x; } async n(): Promise<void> { await x; } }; await y; }", AWAIT, AWAIT],
  ["function f(): void { const g = async () => { await x; }; await y; }", AWAIT],
  ["function f(): void { const g = async x => await x; await y; }", AWAIT],
  ["const g = async (a: i32 = await x): Promise<void> => {};", IN_DEFAULT],
  ["class A { a: i32 = await x; async m(): Promise<void> { await x; } b: i32 = await x; }", AWAIT, AWAIT],
  ["class A { m(): void { await x; } static m(a: i32 = await x): void {} get p(): i32 { return await x; } constructor() { await x; } }", AWAIT, AWAIT, AWAIT, AWAIT],
  ["class A { @d(await x) async m(): Promise<void> { await x; } }", AWAIT],
  ["class A { async constructor() { await x; } }", "TACET003 \"async\""],
  ["class A { async get p(): i32 { return await x; } }", "TACET004 \"async\""],
  ["class A { static async get p(): i32 { return 1; } }", "TACET004 \"async\""],
  ["class A { async set p(v: i32) {} }", "TACET005 \"async\""],
  ["class A { async p: i32 = 1; }", "TACET006 \"async\""],
  ["class A { static async p: i32 = 1; }", "TACET006 \"async\""],
  ["abstract class A { abstract async m(): Promise<void>; }", "TACET007 \"async\""],
  ["interface I { async m(): Promise<void>; }", "TACET007 \"async\""],
  ["class A { async static m(): Promise<void> {} }", "TACET008 \"static\""],
  ["class A extends B { async override m(): Promise<void> {} }", "TACET008 \"override\""],
];

for (const [source, ...expected] of REFUSED) {
  test(`${source} ${expected.length ? "is refused" : "is accepted"}`, () => assert.deepEqual(refused(source), expected));
}

test("top-level await is accepted where the later phases can lower it, and nowhere else changes", () => {
  const options = { topLevelAwait: true };
  accept("await x; const a: i32 = await x; if (a) { await x; }", options);
  const elsewhere = "function f(): void { await x; } class A { a: i32 = await x; } namespace N { const a: i32 = await x; }";
  assert.deepEqual(refused(elsewhere, options), [AWAIT, AWAIT, AWAIT]);
});

test("the message says what is not async", () => {
  const where: [string, string][] = [
    ["await x;", "the top level of a module"],
    ["function f(): void { await x; }", "this function"],
    ["const f = function (): void { await x; }", "this function"],
    ["function f(a: i32 = await x): void {}", "this function"],
    ["class A { m(): void { await x; } }", "this method"],
    ["class A { m(a: i32 = await x): void {} }", "this method"],
    ["class A { a: i32 = await x; }", "the initial value of a field"],
    ["const f = () => await x;", "this arrow function"],
    ["const f = (a: i32 = await x) => 1;", "this arrow function"],
  ];
  for (const [source, subject] of where) {
    const [message] = parse(source).messages;
    assert.ok(message.includes(`: ${subject} is not async`), `${source}: ${message}`);
  }
});

test("asc prints code, cause, next step and the underlined keyword, and fails", async () => {
  class Reading extends Transform {
    declare readonly program: Program;
    constructor() {
      super();
      installReader(this.program.parser, { topLevelAwait: false });
    }
  }
  const stderr: string[] = [];
  const { error } = await main(["main.ts", "--runtime", "stub", "--noEmit"], {
    readFile: name => name == "main.ts" ? "export function f(): void {\n  await g();\n}\n" : null,
    writeFile: () => {},
    listFiles: () => [],
    stdout: { write: () => {} },
    stderr: { write: text => { stderr.push(String(text)); } },
    transforms: [Reading as unknown as Transform],
  });
  assert.match(String(error), /1 parse error/);
  const printed = stderr.join("");
  assert.match(printed, /ERROR AS102: TACET001: 'await' outside an async function: this function is not async, .*; write .*\.\n/);
  assert.match(printed, /await g\(\);\n[ │]*~~~~~\n/);
  assert.match(printed, /main\.ts\(2,3\)/);
});
