// Trace: what a case says while it runs -> records in a static buffer that the harness reads (tests/support/guest.ts).
// Nothing is allocated and nothing imported. Record: u32 label (a string literal), u32 kind, 16 bytes of value; strings
// are copied behind their record, so they survive a collection.

const BYTES: usize = 1 << 17;
const BUFFER: usize = memory.data(1 << 17, 16);
let used: usize = 0;

namespace Kind {
  export const NONE: u32 = 0;
  export const SIGNED: u32 = 1;
  export const UNSIGNED: u32 = 2;
  export const BOOL: u32 = 3;
  export const FLOAT32: u32 = 4;
  export const FLOAT64: u32 = 5;
  export const VECTOR: u32 = 6;
  export const STRING: u32 = 7;
}

export function traceBuffer(): usize {
  return BUFFER;
}

export function traceBytes(): usize {
  return used;
}

function record(label: string, kind: u32): usize {
  const at = BUFFER + used;
  used += 24;
  if (used > BYTES) unreachable();
  store<u32>(at, <u32>changetype<usize>(label));
  store<u32>(at, kind, 4);
  return at + 8;
}

/** Notes that execution came here. */
export function mark(label: string): void {
  record(label, Kind.NONE);
}

/** Notes a value and gives it back. */
export function trace<T>(label: string, value: T): T {
  if (isString<T>()) {
    const text = changetype<string>(value);
    const bytes = <usize>text.length << 1;
    store<u32>(record(label, Kind.STRING), <u32>bytes);
    memory.copy(BUFFER + used, changetype<usize>(text), bytes);
    used += (bytes + 3) & ~3;
  } else if (isBoolean<T>()) {
    store<u32>(record(label, Kind.BOOL), <u32>value);
  } else if (isFloat<T>()) {
    store<T>(record(label, sizeof<T>() == 4 ? Kind.FLOAT32 : Kind.FLOAT64), value);
  } else if (isVector<T>()) {
    store<T>(record(label, Kind.VECTOR), value);
  } else if (isSigned<T>()) {
    store<i64>(record(label, Kind.SIGNED), <i64>value);
  } else if (isInteger<T>()) {
    store<u64>(record(label, Kind.UNSIGNED), <u64>value);
  } else {
    ERROR("trace takes numbers, bool, v128 and string");
  }
  return value;
}
