// Board tests: a source or a module -> firmware -> a run in the emulator, in this process, with its output collected.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { parseArguments } from "../../cli/arguments.js";
import { boardNamed, type Board } from "../../cli/boards/definition.js";
import { emulate } from "../../cli/boards/emulator.js";
import { buildFirmware, type Firmware, type FirmwareOptions } from "../../cli/boards/firmware.js";
import { programOf, type Program } from "../../cli/boards/program.js";
import { folderWith, type Outcome } from "../cli/tacet.js";

/** Why firmware can't be built and run here, or false: for `skip`. */
export async function whyNot(name: string): Promise<string | false> {
  const board = await boardNamed(name);
  const missing = [`${board.toolchain}-gcc`, ...board.qemu?.slice(0, 1) ?? []].filter(tool => spawnSync(tool, ["--version"], { stdio: "ignore" }).status !== 0);
  return missing.length > 0 && `not installed: ${missing.join(", ")} (scripts/system-packages.sh boards)`;
}

/** Compiles one source for boards, with these asc options, as that command does. */
export async function compileForBoard(t: TestContext, source: string, words: readonly string[] = [], command: "run" | "build" = "run"): Promise<Program> {
  const folder = await folderWith(t, { "main.ts": source });
  const program = await programOf(parseArguments(["main.ts", "--baseDir", folder, ...words], []), command);
  assert.ok(program, "it compiles");
  return program;
}

/** Writes the module to a file of its own, for the command. */
export async function moduleFile(t: TestContext, program: Program): Promise<string> {
  const file = join(await folderWith(t, {}), "main.wasm");
  await writeFile(file, program.wasm);
  return file;
}

export async function firmwareFor(program: Program, name: string, options: Partial<FirmwareOptions> = {}): Promise<Firmware> {
  return buildFirmware(program, await boardNamed(name), { semihosting: true, reports: true, ...options });
}

/** Runs a program on a board and collects what it says. */
export async function runOnBoard(program: Program, name: string, input = ""): Promise<Outcome> {
  const firmware = await firmwareFor(program, name);
  return runFirmware(firmware, await boardNamed(name), program, input);
}

export async function runFirmware(firmware: Firmware, board: Board, program: Program, input = ""): Promise<Outcome> {
  const out: Uint8Array[] = [];
  let stderr = "";
  const code = await emulate(firmware, board, program.awaits, {
    input: Buffer.from(input),
    out: bytes => void out.push(Uint8Array.from(bytes)),
    err: text => void (stderr += text),
  });
  return { code, stdout: Buffer.concat(out).toString("utf8"), stderr };
}
