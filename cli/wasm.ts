// Wasm: a module's bytes -> its sections. Only the frame of the format is read, never a function body.

const HEADER_BYTES = 8;
const SECTION_CUSTOM = 0;
const SECTION_MEMORY = 5;
const SECTION_CODE = 10;

export interface Section {
  readonly id: number;
  /** Name of a custom section, otherwise empty. */
  readonly name: string;
  readonly content: Uint8Array;
}

/** Sections in order. @throws RangeError when a length runs past the end */
export function sectionsOf(wasm: Uint8Array): Section[] {
  const sections: Section[] = [];
  let at = HEADER_BYTES;
  while (at < wasm.length) {
    const id = wasm[at]!;
    const length = readU32(wasm, at + 1);
    const end = length.next + length.value;
    if (end > wasm.length) throw new RangeError(`section ${id} runs past the end of the module`);
    if (id === SECTION_CUSTOM) {
      const name = readU32(wasm, length.next);
      const nameEnd = name.next + name.value;
      sections.push({ id, name: new TextDecoder().decode(wasm.subarray(name.next, nameEnd)), content: wasm.subarray(nameEnd, end) });
    } else {
      sections.push({ id, name: "", content: wasm.subarray(length.next, end) });
    }
    at = end;
  }
  return sections;
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

/** An unsigned LEB128 number and where it ends. */
function readU32(bytes: Uint8Array, start: number): { value: number; next: number } {
  let value = 0;
  let shift = 0;
  for (let at = start; at < bytes.length; at++) {
    const byte = bytes[at]!;
    value += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) return { value, next: at + 1 };
    shift += 7;
  }
  throw new RangeError("a number runs past the end of the module");
}
