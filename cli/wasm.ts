// Wasm: a file -> a module's bytes -> what reports tell of it.

import { readFile } from "node:fs/promises";
import { readU32, sectionsOf } from "../host/wasm-format.js";
import { ConfigurationError, UsageError } from "./errors.js";

const SECTION_MEMORY = 5;
const SECTION_CODE = 10;

/** A finished module. @throws UsageError where the file can't be read, ConfigurationError where it holds no module */
export async function readModule(file: string): Promise<Uint8Array> {
  let wasm: Buffer<ArrayBuffer>;
  try {
    wasm = await readFile(file);
  } catch (error) {
    throw new UsageError(`cannot read '${file}': ${(error as Error).message}`);
  }
  if (!WebAssembly.validate(wasm)) throw new ConfigurationError(new Error(`'${file}' is no WebAssembly module, or a damaged one: build it again`));
  return wasm;
}

/** Pages the module's memory starts with; 0 without a memory of its own. */
export function memoryPages(wasm: Uint8Array): number {
  const content = sectionsOf(wasm).find(section => section.id === SECTION_MEMORY)?.content;
  return content === undefined ? 0 : readU32(content, 2).value; // behind the number of memories and the flags of the first
}

/** Bytes of machine-independent code: the content of the code section. */
export function codeBytes(wasm: Uint8Array): number {
  return sectionsOf(wasm).find(section => section.id === SECTION_CODE)?.content.length ?? 0;
}
