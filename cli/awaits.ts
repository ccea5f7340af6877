// Await maps beside modules: `app.wasm` compiled for size holds none, so `tacet build` writes `app.awaits.json` and `tacet run
// app.wasm` reads it. It names the module by its hash: the map of another build would tell wrong lines.

import { createHash } from "node:crypto";
import { readFile, rm, writeFile } from "node:fs/promises";
import { awaitStacksBy, type AwaitMap } from "../host/awaits.js";
import type { AwaitStacks } from "../host/node.js";
import { sectionsOf } from "../host/wasm-format.js";

interface AwaitsFile {
  /** SHA-256 of the module or the firmware's .bin, hexadecimal. */
  readonly module: string;
  readonly map: AwaitMap;
}

/**
 * Writes `map` beside the module, unless that holds it already; then a file of an earlier build is removed.
 * @returns the file, or undefined
 */
export async function writeAwaitsBeside(outFile: string, wasm: Uint8Array, map: AwaitMap | undefined): Promise<string | undefined> {
  const file = awaitsFileOf(outFile);
  if (map === undefined || sectionsOf(wasm).some(section => section.name === "tacet.map")) {
    await rm(file, { force: true });
    return undefined;
  }
  await writeFile(file, awaitsFileText(wasm, map));
  return file;
}

/** What such a file holds for `bytes`, a module or a firmware. */
export function awaitsFileText(bytes: Uint8Array, map: AwaitMap): string {
  const content: AwaitsFile = { module: hashOf(bytes), map };
  return JSON.stringify(content);
}

/** How to describe await stacks of the module by the file beside it; undefined where there is none of this very build. */
export async function readAwaitsBeside(wasmFile: string, wasm: Uint8Array): Promise<AwaitStacks | undefined> {
  const map = await readAwaitMapBeside(wasmFile, wasm);
  return map && awaitStacksBy(map);
}

/** The map in that file, under the same condition. */
export async function readAwaitMapBeside(wasmFile: string, wasm: Uint8Array): Promise<AwaitMap | undefined> {
  let content: AwaitsFile;
  try {
    content = JSON.parse(await readFile(awaitsFileOf(wasmFile), "utf8")) as AwaitsFile;
  } catch {
    return undefined; // a stack less is no reason not to run
  }
  return content.module === hashOf(wasm) ? content.map : undefined;
}

function awaitsFileOf(wasmFile: string): string {
  return `${wasmFile.replace(/\.wasm$/, "")}.awaits.json`;
}

function hashOf(wasm: Uint8Array): string {
  return createHash("sha256").update(wasm).digest("hex");
}
