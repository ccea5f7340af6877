// Wasm's format: a module's bytes -> its sections. Only the frame is read, never a function body.

export const HEADER_BYTES = 8;
const SECTION_CUSTOM = 0;

export interface Section {
  readonly id: number;
  /** Name of a custom section, otherwise empty. */
  readonly name: string;
  readonly content: Uint8Array;
  /** All of it: id, length, a name, content. */
  readonly bytes: Uint8Array;
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
    const bytes = wasm.subarray(at, end);
    if (id === SECTION_CUSTOM) {
      const name = readU32(wasm, length.next);
      const nameEnd = name.next + name.value;
      sections.push({ id, name: new TextDecoder().decode(wasm.subarray(name.next, nameEnd)), content: wasm.subarray(nameEnd, end), bytes });
    } else {
      sections.push({ id, name: "", content: wasm.subarray(length.next, end), bytes });
    }
    at = end;
  }
  return sections;
}

/** An unsigned LEB128 number and where it ends. */
export function readU32(bytes: Uint8Array, start: number): { value: number; next: number } {
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

/** The bytes of that number. */
export function writeU32(value: number): number[] {
  return value < 0x80 ? [value] : [value & 0x7f | 0x80, ...writeU32(value >>> 7)];
}
