// Editors: what TypeScript says about programs under tacet/tsconfig.json.
// Method: one run of tsc over all samples; each sample expects exactly its codes, good ones and our examples none.
// Two codes belong to AssemblyScript's own forms: a decorator on a function is TS1206 (the comment `// @ts-ignore: decorator`
// silences it, as in AssemblyScript's library), and `declare async` is TS1040 (the comment above its decorator silences it, too).

import assert from "node:assert/strict";
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { after, before, test } from "node:test";
import { execute } from "../cli/tacet.js";

const COMPILERS = {
  "TypeScript 7": resolve("node_modules/@typescript/native/bin/tsc"),
  "the TypeScript of editors": resolve("node_modules/typescript/bin/tsc"),
};
// Inside the repository, where node_modules/tacet is found.
const FOLDER = resolve("build/types-test");

const ONE = "async function one(): Promise<i32> { await yieldNow(); return 1; }";

/** Name -> [source, codes in order]. */
const SAMPLES: Readonly<Record<string, readonly [source: string, ...codes: string[]]>> = {
  "functions, methods, interfaces, generics and child tasks": [`
    import { sleep, yieldNow } from "tacet/assembly";
    interface Reader { read(): Promise<i32>; }
    class Counter implements Reader {
      private next: i32 = 0;
      async read(): Promise<i32> { await yieldNow(); return this.next++; }
      static async twice(reader: Reader): Promise<i32> { return (await reader.read()) + (await reader.read()); }
    }
    async function pick<T>(a: T, b: T, second: bool): Promise<T> { await sleep(0.5); return second ? b : a; }
    export async function main(): Promise<i32> {
      const child = Counter.twice(new Counter());
      console.log((await pick<i64>(1, 2, true)).toString());
      return await child;
    }`],
  "await at the top level": [`
    import { yieldNow } from "tacet/assembly";
    ${ONE}
    const first = await one();
    if (first > 3) await yieldNow();
    export let second = first + (await one());
    export async function main(): Promise<i32> { return first + second; }`],
  "all and race of children": [`
    import { yieldNow } from "tacet/assembly";
    ${ONE}
    export async function main(): Promise<i32> {
      const a = one();
      const b = one();
      await Promise.all([a, b]);
      return (await a) + (await b) + (await Promise.race([one(), one()]));
    }`],
  "all with values, and patterns": [`
    import { yieldNow } from "tacet/assembly";
    ${ONE}
    async function half(): Promise<f64> { await yieldNow(); return 0.5; }
    class Point { x: i32 = 1; y: i32 = 2; }
    function sum([a, b = 3]: i32[], { x }: Point): i32 { return a + b + x; }
    export async function main(): Promise<i32> {
      const [a, b] = await Promise.all([one(), half()]);
      const { x, y: z } = new Point();
      let [c, , d = 4] = [1, 2, 3];
      [c, d] = [d, c];
      const [e, ...others] = [1, 2];
      return a + <i32>b + x + z + c + d + e + others.length + sum([1, 2], new Point());
    }`],
  "a result of all of the wrong type": [`
    import { yieldNow } from "tacet/assembly";
    ${ONE}
    export async function main(): Promise<i32> { const [a] = await Promise.all([one()]); const s: string = a; return s.length; }`, "TS2322"],
  "spawned tasks": [`
    import { spawn, trySpawn, yieldNow } from "tacet/assembly";
    // @ts-ignore: decorator
    @pool(4)
    ${ONE}
    export async function main(): Promise<i32> {
      const task = await spawn(one());
      const other = trySpawn(one());
      if (other.started) other.cancel();
      return await task.join();
    }`],
  "bounded recursion": [`
    import { yieldNow } from "tacet/assembly";
    // @ts-ignore: decorator
    @depth(5)
    async function sum(n: i32): Promise<i32> { await yieldNow(); return n == 0 ? 0 : n + (await sum(n - 1)); }
    class Tree {
      children: Tree[] = [];
      @depth(4) async count(): Promise<i32> {
        let all = 1;
        for (const child of this.children) all += await child.count();
        return all + (await sum(3));
      }
    }
    export async function main(): Promise<i32> { return await new Tree().count(); }`],
  "host functions": [`
    // @ts-ignore: decorator
    @host declare function fetchTemp(id: i32): Promise<f64>;
    // @ts-ignore: decorator
    @host declare async function fetchName(id: i32): Promise<i32>;
    export async function main(): Promise<i32> { return <i32>(await fetchTemp(1)) + await fetchName(1); }`],
  "frame storage": [`
    import { frameBuffer, inFrame } from "tacet/assembly";
    // @ts-ignore: decorator
    @unmanaged class Header { length: u32 = 0; }
    export async function main(): Promise<i32> { return <i32>(frameBuffer(16) + inFrame<Header>().length); }`],
  "loops over arrays, strings and classes": [`
    import { yieldNow } from "tacet/assembly";
    class Step { done: bool = false; value: i32 = 0; }
    class Steps { step: Step = new Step(); next(): Step { this.step.done = ++this.step.value > 3; return this.step; } [Symbol.iterator](): Steps { return this; } }
    export async function main(): Promise<i32> {
      let n = 0;
      for (const x of [1, 2]) { await yieldNow(); n += x; }
      for (const c of "ab") n += c.length;
      for (const b of new Uint8Array(2)) n += b;
      for (const s of new Steps()) n += s;
      for (const v of new Set<i32>()) n += v;
      return n;
    }`],
  "generators": [`
    function* range(from: i32, to: i32): Generator<i32> { for (let i = from; i < to; i++) yield i; }
    function* twice<T>(over: Generator<T>): Generator<T> { for (const x of over) { yield x; yield x; } yield* over; }
    class Words { *[Symbol.iterator](): Generator<string> { yield "a"; } }
    export function sum(): i32 {
      let n = 0;
      for (const x of twice(range(0, 3))) n += x;
      const g = range(0, 3);
      for (let step = g.next(); !step.done; step = g.next()) n += step.value;
      for (const word of new Words()) n += word.length;
      return g.return().done ? n : 0;
    }`],
  "async generators": [`
    import { sleep } from "tacet/assembly";
    async function* ticks(n: i32): AsyncGenerator<i32> { for (let i = 0; i < n; i++) { await sleep(1); yield i; } }
    async function* twice<T>(over: AsyncGenerator<T>): AsyncGenerator<T> { for await (const x of over) { yield x; yield x; } yield* over; }
    class Lines { async *[Symbol.asyncIterator](): AsyncGenerator<string> { yield "a"; } }
    class Counter { value: i32 = 0; async next(): Promise<Counter> { this.value++; return this; } get done(): bool { return this.value > 3; } [Symbol.asyncIterator](): Counter { return this; } }
    export async function main(): Promise<i32> {
      let n = 0;
      for await (const x of twice(ticks(3))) n += x;
      const g = ticks(3);
      for (let step = await g.next(); !step.done; step = await g.next()) n += step.value;
      for await (const line of new Lines()) n += line.length;
      for await (const c of new Counter()) n += c;
      for await (const x of [1, 2]) n += x;
      return (await g.return()).done ? n : 0;
    }`],
  "for…of over an async generator": ["async function* g(): AsyncGenerator<i32> {} export async function f(): Promise<void> { for (const x of g()) {} }", "TS2488"],
  "a loop over a number": ["export function f(): void { for (const x of 5) {} }", "TS2488"],
  "closures and async function values": [`
    import { yieldNow } from "tacet/assembly";
    type Handler = (n: i32) => Promise<i32>;
    async function retry<T>(work: () => Promise<T>, good: (v: T) => bool): Promise<T> {
      let v = await work();
      while (!good(v)) v = await work();
      return v;
    }
    class Step { constructor(public by: i32) {} async go(n: i32): Promise<i32> { return await retry<i32>(async () => { await yieldNow(); return n + this.by; }, v => v > n); } }
    async function next(n: i32): Promise<i32> { await yieldNow(); return n + 1; }
    const table: Handler[] = [next, async n => n * 2];
    export async function main(): Promise<i32> {
      const k = await new Step(2).go(3);
      const scaled = [1, 2].map<i32>(x => x * k);
      return (await table[1](scaled[0])) + scaled[1];
    }`],
  "arrows": ["export async function main(): Promise<i32> { const f = async (x: i32): Promise<i32> => x + 1; return await f(1); }"],
  "a forgotten await in a sum": [`
    import { yieldNow } from "tacet/assembly";
    ${ONE}
    export async function main(): Promise<i32> { return one() + 1; }`, "TS2365"],
  "a forgotten await in an assignment": [`
    import { yieldNow } from "tacet/assembly";
    ${ONE}
    export async function main(): Promise<i32> { const n: i32 = one(); return n; }`, "TS2322"],
  "a wrong argument": [`
    import { sleep } from "tacet/assembly";
    export async function main(): Promise<void> { await sleep("1"); }`, "TS2345"],
  "a wrong result": ["export async function main(): Promise<i32> { return \"1\"; }", "TS2322"],
  "await outside an async function": [`
    import { yieldNow } from "tacet/assembly";
    export function main(): void { await yieldNow(); }`, "TS1308"],
  "a promise that is constructed": ["export const p = new Promise<i32>((done) => {});", "TS2351", "TS7006"],
  "then, which AssemblyScript does not have": [`
    import { yieldNow } from "tacet/assembly";
    export async function main(): Promise<void> { yieldNow().then(() => {}); }`, "TS2339"],
  "an unknown export": ["import { sleeep } from \"tacet/assembly\"; export const s = sleeep;", "TS2724"],
  "a decorator without the comment": ["@pool(2) export async function f(): Promise<void> {}", "TS1206"],
  "an async declaration without a decorator": ["declare async function f(): Promise<f64>; export const g = f;", "TS1040"],
};

const fileOf = (name: string): string => `${name.replace(/\W+/g, "-")}.ts`;

before(() => {
  mkdirSync(FOLDER, { recursive: true });
  for (const [name, [source]] of Object.entries(SAMPLES)) writeFileSync(join(FOLDER, fileOf(name)), source);
  const examples = readdirSync("examples", { recursive: true, encoding: "utf8" })
    .filter(file => file.endsWith(".ts")).map(file => relative(FOLDER, resolve("examples", file)));
  writeFileSync(join(FOLDER, "tsconfig.json"), JSON.stringify({
    extends: "tacet/tsconfig.json",
    files: [...examples, relative(FOLDER, resolve("cli/template/src/main.ts")), ...Object.keys(SAMPLES).map(fileOf)],
  }));
});

after(() => rmSync(FOLDER, { recursive: true, force: true }));

for (const [title, compiler] of Object.entries(COMPILERS)) {
  test(`${title} takes our examples and good programs, and says what is wrong with the others`, async () => {
    const { stdout } = await execute(process.execPath, [compiler, "-p", FOLDER, "--pretty", "false"], FOLDER);
    const found: Record<string, string[]> = {};
    for (const [, file, code] of stdout.matchAll(/^(.+?)\(\d+,\d+\): error (TS\d+)/gm)) (found[file!] ??= []).push(code!);
    const expected = Object.fromEntries(Object.entries(SAMPLES)
      .filter(([, [, ...codes]]) => codes.length)
      .map(([name, [, ...codes]]) => [fileOf(name), codes]));
    assert.deepEqual(found, expected, stdout);
  });
}
