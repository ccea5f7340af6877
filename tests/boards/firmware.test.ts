// Firmware on the first board: what a program prints, how it ends, what is said of traps, and that a run is the same each time.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { folderWith, MAIN, tacet } from "../cli/tacet.js";
import { compileForBoard, firmwareFor, runOnBoard, whyNot } from "./board.js";

const BOARD = "lm3s6965evb";

describe("firmware", { skip: await whyNot(BOARD) }, () => {
  test("a program prints, sleeps and exits with its code", async t => {
    const program = await compileForBoard(t, `
      import { now, sleep } from "tacet/assembly";
      export async function main(): Promise<i32> {
        console.log("grüße");
        const before = now();
        await sleep(250);
        const ms = (now() - before) / 1000;
        console.warn(ms >= 250 && ms < 252 ? "a quarter of a second" : "a wrong time");
        return 7;
      }`);
    assert.deepEqual(await runOnBoard(program, BOARD), { code: 7, stdout: "grüße\na quarter of a second\n", stderr: "" });
  });

  test("in the compact profile, now() goes on behind 2^32 microseconds, and deadlines on either side of that come in order", async t => {
    const program = await compileForBoard(t, `
      import { now, sleep, sleepUntil } from "tacet/assembly";
      async function hand(name: string, ms: f64): Promise<void> {
        await sleep(ms);
        console.log(name);
      }
      export async function main(): Promise<i32> {
        const start = now();
        await sleep(2100000);
        await sleep(2100000);
        await Promise.all([hand("behind", 100000), hand("before", 50000), hand("behind as well", 150000)]);
        await sleepUntil(now() - 2000000000);
        const seconds = (now() - start) / 1000000;
        return seconds == 4350 ? 7 : 1;
      }`, ["--use", "TACET_COMPACT=1"]);
    assert.deepEqual(await runOnBoard(program, BOARD), { code: 7, stdout: "before\nbehind\nbehind as well\n", stderr: "" });
  });

  test("a failed assertion names message, place and await stack, and ends with 134", async t => {
    const program = await compileForBoard(t, `
      import { sleep } from "tacet/assembly";
      async function inner(n: i32): Promise<i32> {
        await sleep(5);
        assert(n < 2, "n is too large");
        return n + 1;
      }
      async function outer(): Promise<i32> {
        let n = 0;
        while (true) n = await inner(n);
        return n;
      }
      export async function main(): Promise<i32> {
        console.log("tacet: this line is the program's own");
        return await outer();
      }`);
    const { code, stdout, stderr } = await runOnBoard(program, BOARD);
    assert.equal(code, 134);
    assert.equal(stdout, "");
    assert.match(stderr, /^tacet: this line is the program's own\ntacet: trap: n is too large at main\.ts:5:9\n {2}resumed from\n/);
    assert.match(stderr, /await sleep .*\n {4}await inner \(main\.ts:4\)\n {4}await outer \(main\.ts:10\)\n {4}await main \(main\.ts:15\)\n$/);
  });

  test("an access outside of the program's memory is a trap, one byte behind it as well", async t => {
    const program = await compileForBoard(t, `
      import { sleep } from "tacet/assembly";
      export async function main(): Promise<i32> {
        await sleep(1);
        const end = __heap_base;
        store<u8>(end - 1, 5);
        console.log(load<u8>(end - 1) == 5 ? "inside" : "lost");
        return load<u16>(end - 1);
      }`);
    const { code, stdout, stderr } = await runOnBoard(program, BOARD);
    assert.deepEqual({ code, stdout }, { code: 134, stdout: "inside\n" });
    assert.match(stderr, /^tacet: trap: memory access out of bounds at instruction 0x[0-9a-f]+\n {2}resumed from\n {4}await sleepUntil .*\n {4}await sleep .*\n {4}await main \(main\.ts:4\)\n$/);
  });

  test("a stack that is full is a hardware fault, and nothing of the program is overwritten", async t => {
    const program = await compileForBoard(t, `
      import { sleep } from "tacet/assembly";
      function deep(n: i32): i32 { return n > 5000 ? n : deep(n + 1) ^ deep(n + 2); }
      export async function main(): Promise<i32> {
        await sleep(1);
        return deep(now32());
      }
      function now32(): i32 { return load<i32>(8) & 1; }`);
    const { code, stderr } = await runOnBoard(program, BOARD);
    assert.equal(code, 134);
    assert.match(stderr, /^tacet: trap: the stack is full\n {2}resumed from\n {4}await sleepUntil .*\n {4}await sleep .*\n {4}await main \(main\.ts:5\)\n$/);
  });

  for (const runtime of ["stub", "minimal"]) {
    test(`an error nobody caught is printed with where it was thrown, and ends with 1: ${runtime}`, async t => {
      const program = await compileForBoard(t, `
        import { sleep } from "tacet/assembly";
        async function inner(n: i32): Promise<i32> {
          await sleep(1);
          if (n > 2) throw new RangeError("too far");
          return n;
        }
        export async function main(): Promise<i32> {
          try {
            await inner(3);
          } catch (e) {
            console.log("caught");
          }
          await sleep(1);
          return await inner(4) + 1;
        }`, ["--runtime", runtime, "--use", "TACET_AWAIT_MAP=1"]); // under a collector, the map is what makes a program note its throws
      const { code, stdout, stderr } = await runOnBoard(program, runtime === "stub" ? BOARD : "mps2-an385");
      assert.deepEqual({ code, stdout }, { code: 1, stdout: "caught\n" });
      assert.match(stderr, /^tacet: RangeError: too far\n {4}at main\.ts:5:28\n {2}resumed from\n(?: {4}await .*\n)* {4}await main \(main\.ts:15\)\n$/);
    });
  }

  test("an error that nobody can see is a trap where it was thrown", async t => {
    const program = await compileForBoard(t, `
      import { sleep, trySpawn } from "tacet/assembly";
      @pool(1) async function lost(): Promise<void> {
        await sleep(1);
        throw new Error("nobody waits");
      }
      export async function main(): Promise<void> {
        trySpawn(lost());
        await sleep(10);
      }`);
    const { code, stderr } = await runOnBoard(program, BOARD);
    assert.equal(code, 134);
    assert.match(stderr, /^tacet: trap: nobody waits at main\.ts:5:\d+\n/);
  });

  test("a program that nothing can wake ends with 1", async t => {
    const program = await compileForBoard(t, `
      import { scope } from "tacet/assembly";
      @pool(1) async function wait(): Promise<void> {
        const s = scope();
        await s.spawn(wait());
      }
      export async function main(): Promise<void> { await wait(); }`);
    const { code, stderr } = await runOnBoard(program, BOARD);
    assert.equal(code, 1);
    assert.match(stderr, /^tacet: deadlock: /);
  });

  test("a run is the same each time, times included", async t => {
    const program = await compileForBoard(t, `
      import { now, sleep } from "tacet/assembly";
      export async function main(): Promise<void> {
        for (let i = 0; i < 5; i++) {
          await sleep(3.7);
          console.log(u32(now()).toString());
        }
      }`, ["--use", "TACET_CONSOLE_BYTES=64"]);
    const first = await runOnBoard(program, BOARD);
    assert.equal(first.code, 0);
    assert.equal(first.stdout.split("\n").length, 6);
    assert.deepEqual(await runOnBoard(program, BOARD), first);
  });

  test("tacet build writes ELF, bin, hex and await map, and says what they take", async t => {
    const folder = await folderWith(t, { "app.ts": 'export async function main(): Promise<void> { console.log("hi"); }' });
    const { code, stdout } = await tacet(["build", "app.ts", "--board", BOARD], folder);
    assert.equal(code, 0);
    const [, flash, ram] = /^app\.elf {2}flash (\d+) of 262144 bytes, RAM (\d+) and stack 1024 of 65536\n/.exec(stdout)!;
    assert.equal((await stat(join(folder, "app.bin"))).size, Number(flash));
    assert.ok(Number(ram) > 512);
    assert.match(await readFile(join(folder, "app.hex"), "utf8"), /^:.*:00000001FF\r?\n$/s);
    assert.ok(JSON.parse(await readFile(join(folder, "app.awaits.json"), "utf8")));
  });

  test("its files lie where asconfig.json puts the module, in a folder that is made", async t => {
    const asconfig = { entries: ["src/app.ts"], options: { outFile: "build/deep/app.wasm" } };
    const folder = await folderWith(t, { "src/app.ts": "export async function main(): Promise<void> {}", "asconfig.json": JSON.stringify(asconfig) });
    const { code, stdout, stderr } = await tacet(["build", "--board", BOARD], folder);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^build\/deep\/app\.elf /);
    assert.deepEqual((await readdir(join(folder, "build/deep"))).sort(), ["app.awaits.json", "app.bin", "app.elf", "app.hex"]);
  });

  test("an emulator that is interrupted ends, and its exit code tells of the signal", async t => {
    const folder = await folderWith(t, {
      "app.ts": `import { sleep } from "tacet/assembly";
        export async function main(): Promise<void> {
          console.log("started");
          for (let i = 0;; i++) if (i % 1000 == 0) await sleep(1);
        }`,
    });
    const child = spawn(process.execPath, [MAIN, "run", "app.ts", "--board", BOARD], { cwd: folder, env: { ...process.env, TMPDIR: folder }, stdio: ["ignore", "pipe", "inherit"] });
    await once(child.stdout, "data");
    const [emulator] = await readdir(folder).then(names => names.filter(name => name.startsWith("tacet-emulate-")));
    assert.ok(emulator);
    child.kill("SIGTERM");
    assert.deepEqual(await once(child, "close"), [143, null]);
    assert.ok(!(await readdir(folder)).includes(emulator), "it was waited for, and what it ran taken away");
  });
});

test("a program that is too large for the board is refused before the linker", async t => {
  const program = await compileForBoard(t, "export async function main(): Promise<void> {}", ["--use", "TACET_CONSOLE_BYTES=70000"]);
  const larger = { ...program, layout: { ...program.layout, ramBytes: 70_000, frontBytes: 0 } };
  await assert.rejects(firmwareFor(larger, BOARD), /the program needs 70000 bytes of memory and 1024 of stack, lm3s6965evb has 65536/);
});

test("mistakes in the call are told with what there is instead", async t => {
  const folder = await folderWith(t, { "app.ts": "export async function main(): Promise<void> {}", "sync.ts": "export function f(): void {}" });
  const told = async (...words: string[]): Promise<string> => {
    const { code, stderr } = await tacet(words, folder);
    return `${code} ${stderr.split("\n")[0]}`;
  };
  assert.match(await told("build", "app.ts", "--board", "nope"), /^2 tacet: no board 'nope'; there are: .*lm3s6965evb/);
  assert.match(await told("build", "app.ts", "--board", "./nope"), /^2 tacet: no board\.json in '\.\/nope'$/);
  assert.match(await told("build", "app.ts", "--board"), /^2 tacet: --board needs a value$/);
  assert.match(await told("run", "sync.ts", "--board", BOARD), /^2 tacet: the program has no async function/);
  assert.match(await told("run", "app.ts", "--board", BOARD, "--", "x"), /^2 tacet: a program on a board has no arguments$/);
});
