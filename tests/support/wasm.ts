// Reading modules back: where each function's code lies, by name, and what a source map says about an offset in it.

/** A function's body in the file, `from` to `to` (exclusive), as V8 counts offsets in stack traces. */
export interface FunctionRange {
  readonly index: number;
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** The functions with a body; names from the name section (`--debug`). */
export function functionRanges(binary: Uint8Array): FunctionRange[] {
  const reader = new Reader(binary, 8);
  const ranges: { index: number; from: number; to: number }[] = [];
  const names = new Map<number, string>();
  let importedFunctions = 0;
  while (!reader.atEnd) {
    const id = reader.byte();
    const end = reader.u32() + reader.at;
    if (id == 2) {
      for (let n = reader.u32(); n > 0; n--) {
        reader.text();
        reader.text();
        if (reader.byte() == 0) importedFunctions++;
        reader.at = skipImportType(reader, binary[reader.at - 1]);
      }
    } else if (id == 10) {
      const count = reader.u32();
      for (let i = 0; i < count; i++) {
        const bytes = reader.u32();
        ranges.push({ index: importedFunctions + i, from: reader.at, to: reader.at + bytes });
        reader.at += bytes;
      }
    } else if (id == 0 && reader.text() == "name") {
      while (reader.at < end) {
        const kind = reader.byte();
        const stop = reader.u32() + reader.at;
        if (kind == 1) for (let n = reader.u32(); n > 0; n--) names.set(reader.u32(), reader.text());
        reader.at = stop;
      }
    }
    reader.at = end;
  }
  return ranges.map(range => ({ ...range, name: names.get(range.index) ?? "" }));
}

/** Behind the type of an import of `kind` other than a function's index. */
function skipImportType(reader: Reader, kind: number): number {
  if (kind == 0) reader.u32();
  else if (kind == 3) reader.at += 2;
  else {
    if (kind == 1) reader.byte();
    const flags = reader.byte();
    reader.u32();
    if (flags & 1) reader.u32();
  }
  return reader.at;
}

class Reader {
  constructor(private readonly bytes: Uint8Array, public at: number) {}

  get atEnd(): boolean {
    return this.at >= this.bytes.length;
  }

  byte(): number {
    return this.bytes[this.at++];
  }

  u32(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.byte();
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  }

  text(): string {
    const length = this.u32();
    const text = new TextDecoder().decode(this.bytes.subarray(this.at, this.at + length));
    this.at += length;
    return text;
  }
}

/** One mapping: from `offset` in the module on, code of `source`; line and column count from 1. */
export interface Mapping {
  readonly offset: number;
  readonly source: string;
  readonly line: number;
  readonly column: number;
}

/** The mappings of a source map of a module: one generated line, columns are offsets. */
export function decodeSourceMap(text: string): Mapping[] {
  const map = JSON.parse(text) as { sources: string[]; mappings: string };
  const out: Mapping[] = [];
  let offset = 0, source = 0, line = 0, column = 0;
  for (const segment of map.mappings.split(",").filter(s => s)) {
    const fields = decodeVlq(segment);
    offset += fields[0];
    if (fields.length < 4) continue;
    source += fields[1];
    line += fields[2];
    column += fields[3];
    out.push({ offset, source: map.sources[source], line: line + 1, column: column + 1 });
  }
  return out;
}

const BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

function decodeVlq(text: string): number[] {
  const out: number[] = [];
  let value = 0, shift = 0;
  for (const char of text) {
    const digit = BASE64.indexOf(char);
    value |= (digit & 31) << shift;
    shift += 5;
    if (digit & 32) continue;
    out.push(value & 1 ? -(value >> 1) : value >> 1);
    value = shift = 0;
  }
  return out;
}

/** The mapping that covers `offset`. */
export function mappingAt(mappings: readonly Mapping[], offset: number): Mapping | undefined {
  return mappings.filter(m => m.offset <= offset).at(-1);
}
