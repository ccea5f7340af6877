// C of boards as programs of this machine, with the compiler's sanitizers where it has their libraries: operations on pins and buses against fake
// drivers and a model (devices.c), drivers that no emulator runs whole against fake registers (stm32-pins.c, nrf51-i2c.c, watchdogs.c).

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, test, type TestContext } from "node:test";
import { execute, folderWith } from "../cli/tacet.js";

const FLAGS = ["-std=gnu11", "-Wall", "-Wextra", "-Werror", "-g", "-I", "boards/common"];
const SANITIZERS = ["-fsanitize=address,undefined", "-fno-sanitize-recover"];
const STEPS = 200_000;
/** Boards with STM32 pins, and the families of their processors. */
const STM32_BOARDS = { stm32vldiscovery: 1, netduinoplus2: 4 } as const;

interface WatchdogCase {
  readonly board: string;
  /** Folder of the driver. */
  readonly driver: string;
  readonly ms: number;
  /** The register that tells of a reset, and what it reads behind one. */
  readonly cause: readonly [at: string, value: string];
  /** What is written to forget it, to start and to feed: address and value. */
  readonly clear?: string;
  readonly start: readonly string[];
  readonly feed: readonly string[];
}

/** Watchdogs that no emulator here has. */
const WATCHDOGS: readonly WatchdogCase[] = [
  {
    board: "stm32vldiscovery", driver: "stm32", ms: 400, cause: ["0x40021024", "0x20000000"], clear: "40021024 21000000",
    start: ["40003000 cccc", "40003000 5555", "40003008 fa0", "40003000 aaaa"], feed: ["40003000 aaaa"],
  },
  {
    board: "netduinoplus2", driver: "stm32", ms: 32000, cause: ["0x40023874", "0x20000000"], clear: "40023874 21000000",
    start: ["40003000 cccc", "40003000 5555", "40003004 6", "40003008 fa0", "40003000 aaaa"], feed: ["40003000 aaaa"],
  },
  { board: "microbit", driver: "microbit", ms: 1000, cause: ["0x40000400", "2u | 4"], clear: "40000400 2", start: ["40010504 8000", "40010000 1"], feed: ["40010600 6e524635"] },
  {
    board: "sifive_e", driver: "sifive_e", ms: 4000, cause: ["0x10000144", "0x200"],
    start: ["1000001c 51f15e", "10000020 8000", "1000001c 51f15e", "10000018 d09f00d", "1000001c 51f15e", "10000000 1102"], feed: ["1000001c 51f15e", "10000018 d09f00d"],
  },
];

const compiler = ["gcc", "clang", "cc"].find(name => spawnSync(name, ["--version"], { stdio: "ignore" }).status === 0);

/** @returns the program */
async function compiled(t: TestContext, source: string, definitions: readonly string[] = []): Promise<string> {
  const binary = join(await folderWith(t, {}), "program");
  const compile = (flags: readonly string[]): ReturnType<typeof execute> => execute(compiler!, [...FLAGS, ...flags, ...definitions, source, "-o", binary], ".");
  const sanitized = await compile(SANITIZERS);
  assert.deepEqual(sanitized.code === 0 ? sanitized : await compile([]), { code: 0, stdout: "", stderr: "" });
  return binary;
}

describe("C of boards", { skip: compiler === undefined && "no C compiler: scripts/system-packages.sh test" }, () => {
  test("random programs in a random world get the answers of a plain model", async t => {
    const binary = await compiled(t, "tests/boards/devices.c");
    const seeds = [1, 2, 3, Math.floor(Math.random() * 2 ** 31)];
    t.diagnostic(`seeds ${seeds.join()}: devices SEED ${STEPS} does the same again`);
    for (const seed of seeds) {
      assert.deepEqual(await execute(binary, [String(seed), String(STEPS)], "."), { code: 0, stdout: "ok\n", stderr: "" }, `seed ${seed}`);
    }
  });

  test("saved images outlive a cut of the power at any word, and changed bytes are refused", async t => {
    const binary = await compiled(t, "tests/boards/images.c");
    assert.deepEqual(await execute(binary, [], "."), { code: 0, stdout: "ok\n", stderr: "" });
  });

  test("I2C of microbit", async t => {
    const binary = await compiled(t, "tests/boards/nrf51-i2c.c");
    assert.deepEqual(await execute(binary, [], "."), { code: 0, stdout: "ok\n", stderr: "" });
  });

  for (const { board, driver, ms, cause: [at, value], clear, start, feed } of WATCHDOGS) {
    test(`watchdog of ${board}`, async t => {
      const outputOf = async (cause: string): Promise<string> => {
        const definitions = [`-DDRIVER="../../boards/${driver}/watchdog.c"`, `-DBOARD="../../boards/${board}/board.h"`, `-DTACET_WATCHDOG_MS=${ms}u`, `-DCAUSE_AT=${at}`, `-DCAUSE=(${cause})`];
        return (await execute(await compiled(t, "tests/boards/watchdogs.c", definitions), [], ".")).stdout;
      };
      assert.equal(await outputOf(value), ["by the watchdog", ...clear === undefined ? [] : [clear], ...start, "fed", ...feed, ""].join("\n"));
      assert.match(await outputOf(`~(${value})`), /^otherwise\n/);
    });
  }

  for (const [board, family] of Object.entries(STM32_BOARDS)) {
    test(`pins of ${board}`, async t => {
      const binary = await compiled(t, "tests/boards/stm32-pins.c", [`-DFAMILY=${family}`, `-DDRIVER="../../boards/${board}/pins.c"`]);
      assert.deepEqual(await execute(binary, [], "."), { code: 0, stdout: "ok\n", stderr: "" });
    });
  }
});
