// The compact profile (assembly/compact.ts): what it can't do is refused, each in its way; what it can is in tests/conformance.

import assert from "node:assert/strict";
import { once } from "node:events";
import { test, type TestContext } from "node:test";
import { parseArguments } from "../../cli/arguments.js";
import { compile } from "../../cli/compile.js";
import { sectionsOf } from "../../host/wasm-format.js";
import { folderWith, start, tacet, type Outcome } from "../cli/tacet.js";
import { runVirtually } from "../conformance/virtual.js";

/** Nothing cancels a sleep. */
const ONLY_MAIN: readonly string[] = ["--use", "TACET_ONLY_MAIN=1"];
const FLAGS: readonly string[] = ["--use", "TACET_COMPACT=1", "--use", "TACET_TIMER_SLOTS=0", "--use", "TACET_CONSOLE_BYTES=512", "-O1"];

/** @returns the module, or what the compiler says instead */
async function compiled(t: TestContext, source: string, flags: readonly string[] = []): Promise<Uint8Array | string> {
  const folder = await folderWith(t, { "app.ts": source });
  const said: string[] = [];
  const write = t.mock.method(process.stderr, "write", (text: string) => said.push(text) > 0);
  const result = await compile(parseArguments(["app.ts", "--baseDir", folder, ...FLAGS, ...flags], []), { emit: false, outFile: "app.wasm" });
  write.mock.restore();
  return result.kind === "module" ? result.wasm : said.join("");
}

/** Without rings, under virtual time. */
async function run(t: TestContext, body: string, flags?: readonly string[]): Promise<Outcome> {
  const wasm = await compiled(t, `
    import { now, sleep, sleepUntil } from "tacet/assembly";
    export async function main(): Promise<i32> { ${body} }`, flags);
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

for (const [what, flags] of [["where the host may cancel", []], ["where nothing cancels", ONLY_MAIN]] as const) {
  test(`a sleep of 35 minutes is one, and a longer one traps, ${what}`, async t => {
    assert.equal((await run(t, "const start = now(); await sleep(2147000); return now() - start == 2147000000 ? 3 : 4;", flags)).code, 3);
    assert.equal((await run(t, "await sleep(2148000); return 0;", flags)).code, 134);
    assert.equal((await run(t, "await sleepUntil(now() + 2148000000); return 0;", flags)).code, 134);
  });

  test(`time goes on behind 2^32 microseconds, ${what}`, async t => {
    const hours = `
      let next = now();
      for (let i = 0; i < 5; i++) await sleepUntil(next += 2000000000);
      return now() == next && next == 10000000000 ? 3 : 4;`;
    assert.equal((await run(t, hours, flags)).code, 3);
  });
}

test("a point in time more than 35 minutes past traps, too, unless nobody is to look at that", async t => {
  const body = "await sleep(2000000); await sleep(2000000); await sleepUntil(1); return now() == 4000000000 ? 3 : 4;";
  assert.equal((await run(t, body)).code, 134);
  assert.equal((await run(t, body, ["--use", "TACET_DEADLINE_CHECKS=0"])).code, 4); // as if it were 2^32 later
});

test("what the frame keeps of a deadline that only sleeps look at is its low half", async t => {
  /** Static memory of a program that reads its deadline in one more place. */
  const frontBytes = async (place: string): Promise<number> => {
    const wasm = await compiled(t, `
      import { now, sleepUntil } from "tacet/assembly";
      export async function main(): Promise<i32> {
        let next = now();
        for (let i = 0; i < 3; i++) await sleepUntil(next += 1000);
        ${place}
        return 0;
      }`, [...ONLY_MAIN, "--use", "TACET_DEADLINE_CHECKS=0", "--use", "TACET_LAYOUT=1"]);
    assert.ok(typeof wasm !== "string", String(wasm));
    const layout = sectionsOf(wasm).find(({ name }) => name === "tacet.layout");
    return (JSON.parse(new TextDecoder().decode(layout!.content)) as { frontBytes: number }).frontBytes;
  };
  assert.equal(await frontBytes("if (next < now()) return 1;") - await frontBytes(""), 4); // in front of the control block
});
