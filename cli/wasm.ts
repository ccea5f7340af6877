// Wasm: a module's bytes -> what reports tell of it.

import { readU32, sectionsOf } from "../host/wasm-format.js";

const SECTION_MEMORY = 5;
const SECTION_CODE = 10;

/** Pages the module's memory starts with; 0 without a memory of its own. */
export function memoryPages(wasm: Uint8Array): number {
  const content = sectionsOf(wasm).find(section => section.id === SECTION_MEMORY)?.content;
  return content === undefined ? 0 : readU32(content, 2).value; // behind the number of memories and the flags of the first
}

/** Bytes of machine-independent code: the content of the code section. */
export function codeBytes(wasm: Uint8Array): number {
  return sectionsOf(wasm).find(section => section.id === SECTION_CODE)?.content.length ?? 0;
}
