// C of boards as programs of this machine, with the compiler's sanitizers where it has their libraries: operations on pins and buses against fake
// drivers and a model (devices.c), drivers that no emulator runs whole against fake registers (stm32-pins.c, nrf51-i2c.c).

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

  test("I2C of microbit", async t => {
    const binary = await compiled(t, "tests/boards/nrf51-i2c.c");
    assert.deepEqual(await execute(binary, [], "."), { code: 0, stdout: "ok\n", stderr: "" });
  });

  for (const [board, family] of Object.entries(STM32_BOARDS)) {
    test(`pins of ${board}`, async t => {
      const binary = await compiled(t, "tests/boards/stm32-pins.c", [`-DFAMILY=${family}`, `-DDRIVER="../../boards/${board}/pins.c"`]);
      assert.deepEqual(await execute(binary, [], "."), { code: 0, stdout: "ok\n", stderr: "" });
    });
  }
});
