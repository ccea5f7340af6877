// Bytes: text of the source -> prepared bytes in static memory, made once at start-up, so that no request builds a string.
//
//   0  length  u32
//   4  the bytes, padded to 4

/** Characters the protocol is made of. */
export namespace Ascii {
  export const TAB: u32 = 0x09;
  export const LF: u32 = 0x0a;
  export const CR: u32 = 0x0d;
  export const SPACE: u32 = 0x20;
  export const HASH: u32 = 0x23;
  export const STAR: u32 = 0x2a;
  export const COMMA: u32 = 0x2c;
  export const SLASH: u32 = 0x2f;
  export const ZERO: u32 = 0x30;
  export const COLON: u32 = 0x3a;
  export const SEMICOLON: u32 = 0x3b;
  export const QUESTION: u32 = 0x3f;
}

/** All prepared text together; preparing more traps at start-up. */
const PREPARED_BYTES: u32 = 8192;
const prepared: usize = memory.data(PREPARED_BYTES, 4);
let preparedBytes: u32 = 0;

// @ts-ignore: decorator
@unmanaged @final
export class Bytes {
  length: u32;

  get ptr(): usize {
    return changetype<usize>(this) + sizeof<u32>(); // layout above
  }

  get end(): usize {
    return this.ptr + this.length;
  }
}

/** Copies `text` (Latin-1) to static memory. Only for top-level constants: nothing gives the memory back. */
export function prepare(text: string): Bytes {
  const bytes = changetype<Bytes>(prepared + preparedBytes); // layout above
  bytes.length = 0;
  extend(bytes, text);
  return bytes;
}

/** Appends to the bytes prepared last. */
export function extend(bytes: Bytes, text: string): void {
  const length = <u32>text.length;
  const ptr = grow(bytes, length);
  for (let i: u32 = 0; i < length; i++) store<u8>(ptr + i, text.charCodeAt(i));
}

/** Appends a number in decimal to the bytes prepared last. */
export function extendDecimal(bytes: Bytes, value: u64): void {
  writeDecimal(grow(bytes, decimalDigits(value)), value);
}

/** @returns where the `length` new bytes are */
function grow(bytes: Bytes, length: u32): usize {
  const ptr = bytes.end;
  preparedBytes = <u32>(ptr - prepared) + length + 3 & ~3;
  mustFit(preparedBytes, PREPARED_BYTES);
  bytes.length += length;
  return ptr;
}

/** Stops the program at its start if its constants do not fit together; unlike `assert` also in builds without assertions. */
export function mustFit(bytes: u32, max: u32): void {
  if (bytes > max) unreachable();
}

/** Whether the `length` bytes at `ptr` are those of `text`. */
export function equals(ptr: usize, length: u32, text: Bytes): bool {
  return length == text.length && memory.compare(ptr, text.ptr, length) == 0;
}

/** The same for text in lower case, whatever the case of the bytes. */
export function equalsIgnoringCase(ptr: usize, length: u32, lower: Bytes): bool {
  if (length != lower.length) return false;
  for (let i: u32 = 0; i < length; i++) {
    let c = <u32>load<u8>(ptr + i);
    if (c - 0x41 < 26) c |= 0x20;
    if (c != load<u8>(lower.ptr + i)) return false;
  }
  return true;
}

/** Writes `value` in decimal. @returns its digits */
export function writeDecimal(ptr: usize, value: u64): u32 {
  const digits = decimalDigits(value);
  writeRight(ptr, digits, value);
  return digits;
}

function decimalDigits(value: u64): u32 {
  let digits: u32 = 1;
  for (let rest = value / 10; rest; rest /= 10) digits++;
  return digits;
}

/** Writes `value` in hexadecimal. @returns its digits */
export function writeHex(ptr: usize, value: u32): u32 {
  const digits = max<u32>(8 - (clz(value) >> 2), 1);
  for (let i: u32 = 0; i < digits; i++) {
    const digit = value >> (digits - 1 - i << 2) & 15;
    store<u8>(ptr + i, digit + (digit < 10 ? Ascii.ZERO : 0x57));
  }
  return digits;
}

/** Writes `value` in decimal at the right end of a field of `width`, spaces before it; digits that do not fit are cut. */
export function writeRight(ptr: usize, width: u32, value: u64): void {
  let at = ptr + width;
  do {
    store<u8>(--at, <u8>(Ascii.ZERO + <u32>(value % 10)));
    value /= 10;
  } while (value && at > ptr);
  while (at > ptr) store<u8>(--at, Ascii.SPACE);
}

/** The number in the `length` digits at `ptr`; at most `max`. @returns -1 for anything else */
export function readDecimal(ptr: usize, length: u32, max: u32): i32 {
  if (length == 0) return -1;
  let value: u32 = 0;
  for (let i: u32 = 0; i < length; i++) {
    const digit = <u32>load<u8>(ptr + i) - Ascii.ZERO;
    if (digit > 9) return -1;
    value = value * 10 + digit;
    if (value > max) return -1;
  }
  return value;
}
