// Top level: a module that trapped as it was instantiated -> the trap with its message, and what was logged before.
//
// WebAssembly gives nobody the memory of a module whose start function traps. So the module is instantiated once more with that function
// exported instead of started, and called: a program's start is a pure function of the module, as long as that imports nothing.

import { ConsoleDrain, type ConsoleSink } from "./console.js";
import type { OnReport, TacetTrap } from "./errors.js";
import { Guest, type AwaitStacks } from "./guest.js";
import { HEADER_BYTES, readU32, sectionsOf, writeU32, type Section } from "./wasm-format.js";

const SECTION_EXPORT = 7;
const SECTION_START = 8;
const KIND_FUNCTION = 0;

/** Name of the export; no program has one like it. */
const START = "~start";

/** What makes of a trap of the top level one that tells its message; undefined where that can't be found out. */
export async function explainTopLevel(
  wasm: Uint8Array, awaitStacks: AwaitStacks | undefined, sink: ConsoleSink, onReport: OnReport,
): Promise<TacetTrap | undefined> {
  const exported = startExported(wasm);
  if (!exported) return undefined;
  const { exports } = await WebAssembly.instantiate(await WebAssembly.compile(exported));
  const guest = new Guest(exports, 0, awaitStacks);
  try {
    guest.enter(exports[START] as () => void);
  } catch (trap) {
    new ConsoleDrain(guest, sink, onReport).drain();
    return trap as TacetTrap; // enter throws nothing else
  }
  return undefined;
}

/** The module with its start function as an export instead; undefined where it has none. */
function startExported(wasm: Uint8Array): Uint8Array<ArrayBuffer> | undefined {
  const sections = sectionsOf(wasm);
  const start = sections.find(({ id }) => id === SECTION_START);
  if (!start) return undefined;
  const name = new TextEncoder().encode(START);
  const entry = [...writeU32(name.length), ...name, KIND_FUNCTION, ...start.content];
  const changed = (section: Section): Uint8Array => {
    if (section.id !== SECTION_EXPORT) return section.bytes;
    const { value: count, next } = readU32(section.content, 0);
    const content = [...writeU32(count + 1), ...section.content.subarray(next), ...entry];
    return Uint8Array.from([SECTION_EXPORT, ...writeU32(content.length), ...content]);
  };
  const parts = sections.filter(section => section !== start).map(changed);
  return Uint8Array.from([wasm.subarray(0, HEADER_BYTES), ...parts].flatMap(part => [...part]));
}
