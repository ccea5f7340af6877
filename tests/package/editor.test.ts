// Editors: async AssemblyScript type-checks under plain TypeScript with tacet/tsconfig.json, and a
// forgotten await is an error there too.

import assert from "node:assert/strict";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { test, type TestContext } from "node:test";
import { execute } from "../cli/tacet.js";

const TSC = resolve("node_modules/@typescript/native/bin/tsc");

/** Type-checks one source in a folder inside the repository, where node_modules/tacet is found. */
async function typeCheck(t: TestContext, name: string, source: string): Promise<string> {
  const folder = resolve("build/editor-test", name);
  await mkdir(folder, { recursive: true });
  t.after(() => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, "main.ts"), source);
  await writeFile(join(folder, "tsconfig.json"), JSON.stringify({ extends: "tacet/tsconfig.json", include: ["main.ts"] }));
  return (await execute(process.execPath, [TSC, "-p", folder, "--pretty", "false"], folder)).stdout;
}

test("functions, methods, interfaces, generics and child tasks type-check", async t => {
  assert.equal(await typeCheck(t, "legal", `
import { sleep, yieldNow } from "tacet/assembly";

interface Reader { read(): Promise<i32>; }

class Counter implements Reader {
  private next: i32 = 0;
  async read(): Promise<i32> { await yieldNow(); return this.next++; }
  static async twice(reader: Reader): Promise<i32> { return (await reader.read()) + (await reader.read()); }
}

async function pick<T>(a: T, b: T, second: bool): Promise<T> {
  await sleep(1);
  return second ? b : a;
}

export async function main(): Promise<i32> {
  const child = Counter.twice(new Counter());
  const picked = await pick<i64>(1, 2, true);
  console.log(picked.toString());
  return await child;
}
`), "");
});

test("a forgotten await is a type error", async t => {
  const output = await typeCheck(t, "forgotten", `
import { yieldNow } from "tacet/assembly";
async function one(): Promise<i32> { await yieldNow(); return 1; }
export async function main(): Promise<i32> { return one() + 1; }
`);
  assert.match(output, /main\.ts\(4,53\): error TS2365/);
});
