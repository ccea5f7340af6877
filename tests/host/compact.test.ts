// The compact profile (assembly/compact.ts): what it can't do is refused, each in its way; what it can is in tests/conformance.

import assert from "node:assert/strict";
import { once } from "node:events";
import { test, type TestContext } from "node:test";
import { parseArguments } from "../../cli/arguments.js";
import { compile } from "../../cli/compile.js";
import { folderWith, start, tacet, type Outcome } from "../cli/tacet.js";
import { runVirtually } from "../conformance/virtual.js";

const FLAGS: readonly string[] = ["--use", "TACET_COMPACT=1", "--use", "TACET_TIMER_SLOTS=0", "--use", "TACET_CONSOLE_BYTES=512", "-O1"];

/** @returns the module, or what the compiler says instead */
async function compiled(t: TestContext, source: string): Promise<Uint8Array | string> {
  const folder = await folderWith(t, { "app.ts": source });
  const said: string[] = [];
  const write = t.mock.method(process.stderr, "write", (text: string) => said.push(text) > 0);
  const result = await compile(parseArguments(["app.ts", "--baseDir", folder, ...FLAGS], []), { emit: false, outFile: "app.wasm" });
  write.mock.restore();
  return result.kind === "module" ? result.wasm : said.join("");
}

/** Without rings, under virtual time. */
async function run(t: TestContext, body: string): Promise<Outcome> {
  const wasm = await compiled(t, `
    import { now, sleep, sleepUntil } from "tacet/assembly";
    export async function main(): Promise<i32> { ${body} }`);
  assert.ok(typeof wasm !== "string", String(wasm));
  return runVirtually(wasm, undefined);
}

test("what takes handles of other hosts does not compile", async t => {
  const said = await compiled(t, `
    import { File } from "tacet/assembly";
    export async function main(): Promise<i32> { return changetype<i32>(await File.open("name")); }`);
  assert.match(String(said), /files and TCP need rings that are not compact/);
});

test("static memory above 64 KB is refused", async t => {
  const said = await compiled(t, `
    import { sleep } from "tacet/assembly";
    const large = memory.data(70000);
    export async function main(): Promise<i32> { await sleep(1); return load<u8>(large); }`);
  assert.match(String(said), /TACET060/);
});

test("the Node host reads and writes by compact entries; what does not fit ends with EOVERFLOW, and the next operation goes on", async t => {
  const folder = await folderWith(t, {
    "app.ts": `
      import { frameBuffer, stdin, stdout, timeout } from "tacet/assembly";
      export async function main(): Promise<i32> {
        const text = frameBuffer(16);
        const long = await stdout.write(text, 70000);
        while (true) {
          const n = await stdin.read(text, 16);
          if (n <= 0) break;
          await stdout.writeAll(text, n);
        }
        return -long;
      }`,
  });
  const { code, stdout } = await tacet(["run", "app.ts", ...FLAGS], folder, "sixteen bytes and some more of them");
  assert.equal(stdout, "sixteen bytes and some more of them");
  assert.equal(code, 61); // EOVERFLOW
});

test("a cancel finds its operation", async t => {
  const folder = await folderWith(t, {
    "app.ts": `
      import { frameBuffer, stdin, timeout } from "tacet/assembly";
      async function read(): Promise<i32> { return await stdin.read(frameBuffer(4), 4); }
      export async function main(): Promise<i32> {
        try { return await timeout(read(), 20); } catch (e) { return 7; }
      }`,
  });
  const child = start(["run", "app.ts", ...FLAGS], folder); // its standard input stays open
  const [code] = await once(child, "exit") as [number];
  assert.equal(code, 7);
});

test("a sleep of hours is one", async t => {
  assert.equal((await run(t, "const start = now(); await sleep(21470000); return now() - start == 21470000000 ? 3 : 4;")).code, 3);
});

test("a point in time long past is over at once", async t => {
  assert.equal((await run(t, "await sleep(2000000); await sleep(2000000); await sleepUntil(1); return now() - 4000000000 < 1000 ? 3 : 4;")).code, 3);
});
