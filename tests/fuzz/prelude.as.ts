// What every generated program may call, in AssemblyScript; oracle.ts holds the same functions for JavaScript.
// In front of it stands a line that gives yieldNow, sleep, frameBuffer and inFrame: from Tacet, or stand-ins for the synchronous dialect.
//
// Trace: events one after another in a static buffer, which the host reads from memory after the run:
//    0 u32 task | 4 u16 site | 6 u16 zero | 8 value
// A value starts with a u32 kind: 1 number (f64) | 2 big (u64) | 3 bool (u32) | 4 string (u32 units, UTF-16) | 5 v128 | 6 array (u32 count, values).
// Unaligned on purpose: nothing is padded.

const TRACE_BYTES: usize = 131072;
const traceBase: usize = memory.data(131072);
let tracePos: usize = traceBase;

export function traceFrom(): usize { return traceBase; }
export function traceTo(): usize { return tracePos; }

function room(bytes: usize): usize {
  const at = tracePos;
  tracePos = at + bytes;
  if (tracePos > traceBase + TRACE_BYTES) unreachable(); // the generator bounds the work of a program
  return at;
}

function trace<T>(task: i32, site: i32, value: T): void {
  const at = room(8);
  store<i32>(at, task);
  store<i32>(at, site, 4);
  traceValue<T>(value);
}

function traceValue<T>(value: T): void {
  if (isString<T>()) {
    const text = changetype<string>(value);
    const at = room(8 + (<usize>text.length << 1));
    store<u32>(at, 4);
    store<u32>(at, text.length, 4);
    memory.copy(at + 8, changetype<usize>(text), <usize>text.length << 1);
  } else if (isArray<T>()) {
    const at = room(8);
    store<u32>(at, 6);
    store<u32>(at, value.length, 4);
    for (let i = 0; i < value.length; i++) traceValue<valueof<T>>(value[i]);
  } else if (isVector<T>()) {
    const at = room(20);
    store<u32>(at, 5);
    store<v128>(at, value, 4);
  } else if (isBoolean<T>()) {
    const at = room(8);
    store<u32>(at, 3);
    store<u32>(at, value, 4);
  } else if (isInteger<T>() && sizeof<T>() == 8) {
    const at = room(12);
    store<u32>(at, 2);
    store<u64>(at, <u64>value, 4);
  } else {
    const at = room(12);
    store<u32>(at, 1);
    store<f64>(at, <f64>value, 4);
  }
}

// Names of tasks: a child's comes from its parent's and how many the parent started before, so that it does not depend on scheduling.

const FORK_SLOTS: u32 = 2048;
const forkTable: usize = memory.data(16384); // open addressing; pairs of task and count

function fork(task: i32): i32 {
  let slot = (<u32>task * 0x9e3779b1) & (FORK_SLOTS - 1);
  while (load<i32>(forkTable + (slot << 3)) != task) {
    if (load<i32>(forkTable + (slot << 3)) == 0) {
      store<i32>(forkTable + (slot << 3), task);
      break;
    }
    slot = (slot + 1) & (FORK_SLOTS - 1);
  }
  const count = load<i32>(forkTable + (slot << 3), 4) + 1;
  store<i32>(forkTable + (slot << 3), count, 4);
  return childName(task, count);
}

/** The same, of a task that runs to its end once it has begun. */
function forkShielded(task: i32): i32 { return fork(task); }

function childName(task: i32, count: i32): i32 {
  let x: u32 = <u32>task ^ (<u32>count * 0x9e3779b1);
  x = (x ^ (x >>> 15)) * 0x2c1b3c6d;
  x = (x ^ (x >>> 12)) * 0x297a2d39;
  return <i32>((x ^ (x >>> 15)) | 1);
}

/** The oracle's alone: from here on the task's trace may end anywhere. */
function abandon(task: i32): void {}

/** Tacet's alone: this task has ended, so its trace has, too; compare.ts looks after that. */
function ended(task: i32): void { trace<i32>(task, 0, 0); }

// Collections. Freed memory is overwritten, so a value that was not kept alive does not look alive.

const RUNTIME_STUB = 0; // values of ASC_RUNTIME
const RUNTIME_INCREMENTAL = 2;

export function collect(): void {
  if (ASC_RUNTIME != RUNTIME_STUB) {
    __collect();
    for (let bytes = 8; bytes <= 96; bytes += 8) {
      for (let i = 0; i < 3; i++) memory.fill(changetype<usize>(new StaticArray<u8>(bytes)), 0xa5, bytes);
    }
    __collect();
  }
}

function gc(): void {
  if (ASC_RUNTIME == RUNTIME_INCREMENTAL) collect(); // minimal collects only with an empty stack
}

// Operators that trap or lose bits in one of the languages.

/** asc wraps the results of a function only if none of its returns is known to be wrapped. */
function wrapped<T>(a: T): T {
  if (sizeof<T>() < 4) return <T><i32>a;
  return a;
}

function mul<T>(a: T, b: T): T { return a * b; }

function div<T>(a: T, b: T): T {
  if (b == 0) return wrapped<T>(a);
  if (isSigned<T>()) {
    if (b == -1) return <T>(0 - a);
  }
  return a / b;
}

function rem<T>(a: T, b: T): T {
  if (b == 0) return wrapped<T>(a);
  if (isSigned<T>()) {
    if (b == -1) return <T>0;
  }
  return a % b;
}

function toInt(x: f64): i32 { return x > -2147483000.0 && x < 2147483000.0 ? <i32>x : 7; }
function i64Of(high: i32, low: i32): i64 { return (<i64>high << 32) | <i64><u32>low; }
function u64Of(high: i32, low: i32): u64 { return <u64>i64Of(high, low); }
function unit(text: string, index: i32): i32 { return index >= 0 && index < text.length ? text.charCodeAt(index) : -1; }
function cut(text: string): string { return text.substring(0, 12); }

// v128, lane by lane in the oracle.

function v4(a: i32, b: i32, c: i32, d: i32): v128 {
  return i32x4.replace_lane(i32x4.replace_lane(i32x4.replace_lane(i32x4.splat(a), 1, b), 2, c), 3, d);
}
function vAdd32(a: v128, b: v128): v128 { return i32x4.add(a, b); }
function vSub8(a: v128, b: v128): v128 { return i8x16.sub(a, b); }
function vMul16(a: v128, b: v128): v128 { return i16x8.mul(a, b); }
function vXor(a: v128, b: v128): v128 { return v128.xor(a, b); }
function vLane(v: v128, lane: i32): i32 {
  switch (lane & 3) {
    case 0: return i32x4.extract_lane(v, 0);
    case 1: return i32x4.extract_lane(v, 1);
    case 2: return i32x4.extract_lane(v, 2);
  }
  return i32x4.extract_lane(v, 3);
}

// Bytes of a frame buffer, by address.

function poke(buffer: usize, offset: i32, value: i32): void { store<i32>(buffer + offset, value); }
function peek(buffer: usize, offset: i32): i32 { return load<i32>(buffer + offset); }
