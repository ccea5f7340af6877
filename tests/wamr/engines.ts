// Engines that tests can use where somebody installed them: WAMR's iwasm and wasm3, with the libraries beside them. No registry has them, so
// their tests are skipped where there are none (tests/allowed-skips.json), and say so.

import { spawnSync } from "node:child_process";
import { existsSync, realpathSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join, resolve } from "node:path";
import type { TestContext } from "node:test";

export interface Engine {
  /** The engine's own command. */
  readonly command: string;
  /** The folder it is installed in: bin, include and lib are below it. */
  readonly prefix: string;
}

/** The engine `name`: what the environment variable says, else the one on PATH. */
export function engineOf(variable: string, name: string): Engine | undefined {
  const named = process.env[variable];
  const candidates = named ? [named] : (process.env["PATH"] ?? "").split(delimiter).map(folder => join(folder, name));
  const command = candidates.find(file => existsSync(file));
  if (named && command === undefined) throw new Error(`${variable} names ${named}, which is not there`);
  return command === undefined ? undefined : { command, prefix: dirname(dirname(realpathSync(command))) };
}

export const iwasm = engineOf("TACET_IWASM", "iwasm");
export const wasm3 = engineOf("TACET_WASM3", "wasm3");

export const noIwasm = iwasm === undefined && "no iwasm: TACET_IWASM=/path/to/bin/iwasm npm test";
export const noWasm3 = wasm3 === undefined && "no wasm3: TACET_WASM3=/path/to/bin/wasm3 npm test";

/** Builds boards/`name` against the engine's library, on the platform that a C file defines. @returns the folder with the binary */
export async function buildHost(context: TestContext, name: string, engine: Engine, platform = "boards/interpreted/posix.c"): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "tacet-host-"));
  context.after(() => rm(folder, { recursive: true, force: true }));
  const cmake = (...words: string[]): void => {
    const { status, stdout, stderr } = spawnSync("cmake", words, { encoding: "utf8" });
    if (status !== 0) throw new Error(`cmake ${words.join(" ")}: ${stdout}${stderr}`);
  };
  cmake("-S", resolve("boards", name), "-B", folder, `-DCMAKE_PREFIX_PATH=${engine.prefix}`, "-DCMAKE_BUILD_TYPE=Release", `-DTACET_PLATFORM=${resolve(platform)}`);
  cmake("--build", folder);
  return folder;
}
