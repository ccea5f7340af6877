// Shared words: what the program keeps in memory for its host, control block and rings block -> variables of the firmware, so that gcc sees which of them
// nobody reads. A board knows the program it runs: it never asks for the magic, the features, where the rings lie.
//
//   program   i32.store (CONTROL + 24) x          memory: … | tasks | RINGS 32 bytes | CONTROL 40 bytes
//   firmware  global.set $~control/24 x           memory: … | tasks |                            and what is read: now, the rings' indices
//
// The blocks lie behind all else in programs whose host calls nothing but main (3-lower/statics.ts), so memory ends in front of them and whoever
// else would reach there is out of bounds. The library names them by constant addresses alone (assembly/control.ts, ring.ts). So the host's
// own indices, which it keeps for itself elsewhere, can be these words: no entry can overwrite them.
// Left as they are: in programs with a heap, which lies behind them; in those that save their memory, or tell of it behind a reset.

import binaryen from "assemblyscript/binaryen";
import { ExpressionId } from "assemblyscript";
import { ControlLayout, RingsLayout, Status } from "../../host/abi.js";
import { rewrite, walk } from "../../transform/3-lower/nodes.js";
import { raw, type Expr } from "../../transform/3-lower/raw.js";
import { align } from "../../transform/3-lower/frame.js";
import type { Layout } from "../../transform/4-report/layout.js";

/** A module without its shared blocks. */
export interface Apart {
  readonly wasm: Uint8Array;
  /** The words that are globals now. */
  readonly words: readonly Word[];
  /** Those of them that both sides need: gcc is left no choice, so they lie behind the program's memory, whose address is at hand. */
  readonly kept: readonly Word[];
  /** Where memory ends. */
  readonly memoryBytes: number;
}

/** `control/16`: a block, and an offset in it. */
export type Word = `${Block}/${number}`;
export type Block = typeof BLOCKS[number];
export const BLOCKS = ["control", "rings"] as const;
export const WORD_BYTES = 4;

/** What firmware never asks for: it was built with the answers. */
const UNREAD: ReadonlySet<Word> = new Set([
  ...wordsIn("control", ControlLayout.MAGIC, ControlLayout.ABI, ControlLayout.FEATURES),
  ...wordsIn("rings", RingsLayout.SUBMISSIONS, RingsLayout.COMPLETIONS, RingsLayout.SUBMISSIONS_LOG2, RingsLayout.REFUSED),
]);
/** What the host writes. */
const HOSTS: ReadonlySet<Word> = new Set([
  ...wordsIn("control", ControlLayout.HOST_FEATURES, ControlLayout.NOW, ControlLayout.NOW + WORD_BYTES),
  ...wordsIn("rings", RingsLayout.SUBMISSION_HEAD, RingsLayout.COMPLETION_TAIL),
]);
/** What a host reads or writes of the rings, whatever the program does. */
const INDICES: readonly Word[] = wordsIn(
  "rings", RingsLayout.SUBMISSION_TAIL, RingsLayout.SUBMISSION_HEAD, RingsLayout.COMPLETION_TAIL, RingsLayout.COMPLETION_HEAD,
);
const STATUS: Word = `control/${ControlLayout.STATUS}`;

function wordsIn(block: Block, ...offsets: readonly number[]): Word[] {
  return offsets.map(offset => `${block}/${offset}` as const);
}

const globalOf = (word: Word): string => `~${word}`;

interface Access {
  readonly isLoad: boolean;
  readonly block: Block;
  readonly offset: number;
  readonly bytes: number;
  readonly type: number;
}

const wordAt = ({ block, offset }: Access, more = 0): Word => `${block}/${offset + more}`;

/** Bytes of a block in memory. */
export function blockBytes(block: Block, { controlBytes, rings }: Layout): number {
  return block === "control" ? controlBytes : rings ? RingsLayout.BLOCK_BYTES : 0;
}

/** @returns undefined where the blocks have to stay in memory */
export function withoutSharedWords(wasm: Uint8Array, layout: Layout): Apart | undefined {
  const { control, frontBytes, rings } = layout;
  if (frontBytes === 0) return undefined;
  const m = binaryen.readBinary(wasm);
  try {
    const functions = Array.from({ length: m.getNumFunctions() }, (_, i) => m.getFunctionByIndex(i)).filter(fn => raw._BinaryenFunctionGetBody(fn) !== 0);
    const accessOf = accessesTo(m, block => {
      const start = block === "control" ? control : rings?.block ?? 0;
      return [start, start + blockBytes(block, layout)];
    });
    const found: Access[] = [];
    let hasHeap = false;
    let exits = false;
    for (const fn of functions) {
      walk(raw._BinaryenFunctionGetBody(fn), (e, id) => {
        hasHeap ||= id === ExpressionId.MemoryGrow || id === ExpressionId.MemorySize;
        const access = accessOf(e);
        if (!access) return;
        found.push(access);
        exits ||= !access.isLoad && wordAt(access) === STATUS && !isRunningOrIdle(raw._BinaryenStoreGetValue(e));
      });
    }
    if (hasHeap || !found.every(isOfWords) || hasDataBehind(m, frontBytes)) return undefined;
    const loaded = new Set(found.filter(({ isLoad }) => isLoad).flatMap(wordsOf));
    const stored = new Set(found.filter(({ isLoad }) => !isLoad).flatMap(wordsOf));
    /** What a word always is to whoever reads it; undefined for one that changes. */
    const fixed = (word: Word): number | undefined => {
      if (word === STATUS && !exits) return Status.IDLE; // who enters finds it so
      if (word === `control/${ControlLayout.RINGS}` && rings) return rings.block;
      return UNREAD.has(word) || (!stored.has(word) && !HOSTS.has(word)) ? 0 : undefined;
    };
    const words = [...new Set([...loaded, ...stored, ...rings ? INDICES : []])].filter(word => fixed(word) === undefined).sort();
    for (const word of words) m.addGlobal(globalOf(word), binaryen.i32, true, m.i32.const(0));
    const read = (word: Word): Expr => fixed(word) === undefined ? m.global.get(globalOf(word), binaryen.i32) : m.i32.const(fixed(word)!);
    const write = (word: Word, value: Expr): Expr => fixed(word) === undefined ? m.global.set(globalOf(word), value) : m.drop(value);
    for (const fn of functions) {
      const body = rewrite(raw._BinaryenFunctionGetBody(fn), e => {
        const access = accessOf(e);
        if (!access) return e;
        if (access.isLoad) return load(m, access, read);
        return store(m, access, raw._BinaryenStoreGetValue(e), write, () => raw._BinaryenFunctionAddVar(fn, binaryen.i64));
      });
      raw._BinaryenFunctionSetBody(fn, body);
    }
    return { wasm: emit(m), words, kept: words.filter(word => loaded.has(word)), memoryBytes: align(frontBytes, WORD_BYTES) };
  } finally {
    m.dispose();
  }
}

/** With the names of functions, for the report. */
function emit(m: binaryen.Module): Uint8Array {
  const debugInfo = binaryen.getDebugInfo();
  binaryen.setDebugInfo(true);
  const wasm = m.emitBinary();
  binaryen.setDebugInfo(debugInfo);
  return wasm;
}

/** What `e` does to memory in one of the blocks, by an address that is a constant; undefined for anything else. */
function accessesTo(m: binaryen.Module, placeOf: (block: Block) => readonly [start: number, end: number]): (e: Expr) => Access | undefined {
  const addressOf = (e: Expr): number | undefined => {
    const id = raw._BinaryenExpressionGetId(e);
    if (id === ExpressionId.Const) return raw._BinaryenConstGetValueI32(e);
    if (id !== ExpressionId.GlobalGet) return undefined;
    const { mutable, init } = binaryen.getGlobalInfo(m.getGlobal((binaryen.getExpressionInfo(e) as binaryen.GlobalGetInfo).name)!);
    return !mutable && raw._BinaryenExpressionGetId(init) === ExpressionId.Const ? raw._BinaryenConstGetValueI32(init) : undefined;
  };
  const places = BLOCKS.map(block => [block, ...placeOf(block)] as const);
  return e => {
    const id = raw._BinaryenExpressionGetId(e);
    const isLoad = id === ExpressionId.Load;
    if (!isLoad && id !== ExpressionId.Store) return undefined;
    const base = addressOf(isLoad ? raw._BinaryenLoadGetPtr(e) : raw._BinaryenStoreGetPtr(e));
    if (base === undefined) return undefined;
    const at = base + (isLoad ? raw._BinaryenLoadGetOffset(e) : raw._BinaryenStoreGetOffset(e));
    const place = places.find(([_block, start, end]) => at >= start && at < end);
    return place && {
      isLoad, block: place[0], offset: at - place[1],
      bytes: isLoad ? raw._BinaryenLoadGetBytes(e) : raw._BinaryenStoreGetBytes(e),
      type: isLoad ? raw._BinaryenExpressionGetType(e) : raw._BinaryenStoreGetValueType(e),
    };
  };
}

/** Whether it is one word or two, as integers. */
function isOfWords({ offset, bytes, type }: Access): boolean {
  return offset % WORD_BYTES === 0 && (bytes === WORD_BYTES || bytes === 2 * WORD_BYTES) && (type === binaryen.i32 || type === binaryen.i64);
}

function wordsOf(access: Access): Word[] {
  return access.bytes === WORD_BYTES ? [wordAt(access)] : [wordAt(access), wordAt(access, WORD_BYTES)];
}

/** A status that leaves the program as it is between turns. */
function isRunningOrIdle(value: Expr): boolean {
  if (raw._BinaryenExpressionGetId(value) !== ExpressionId.Const) return false;
  const status = raw._BinaryenConstGetValueI32(value);
  return status === Status.IDLE || status === Status.RUNNING;
}

/** Whether the module brings bytes for what lies at `address` or behind it. */
function hasDataBehind(m: binaryen.Module, address: number): boolean {
  return Array.from({ length: raw._BinaryenGetNumDataSegments(m.ptr) }, (_, i) => m.getDataSegmentByIndex(i))
    .some(segment => raw._BinaryenGetDataSegmentByteOffset(m.ptr, segment) + raw._BinaryenGetDataSegmentByteLength(segment) > address);
}

function load(m: binaryen.Module, access: Access, read: (word: Word) => Expr): Expr {
  if (access.type === binaryen.i32) return read(wordAt(access));
  const low = m.i64.extend_u(read(wordAt(access)));
  return access.bytes === WORD_BYTES ? low : m.i64.or(low, m.i64.shl(m.i64.extend_u(read(wordAt(access, WORD_BYTES))), m.i64.const(32n)));
}

/** @param newLocal makes room for a value that is taken apart */
function store(m: binaryen.Module, access: Access, value: Expr, write: (word: Word, value: Expr) => Expr, newLocal: () => number): Expr {
  if (access.type === binaryen.i32) return write(wordAt(access), value);
  if (access.bytes === WORD_BYTES) return write(wordAt(access), m.i32.wrap(value));
  const local = newLocal();
  const high = m.i64.shr_u(m.local.get(local, binaryen.i64), m.i64.const(32n));
  return m.block(null, [
    write(wordAt(access), m.i32.wrap(m.local.tee(local, value, binaryen.i64))),
    write(wordAt(access, WORD_BYTES), m.i32.wrap(high)),
  ]);
}

/**
 * The header of the program's C, with what gives the firmware (boards/common/guest.h, ops.c) the words by their offsets, constants there; 0 is one that the
 * program has not.
 */
export function sharedHeader(header: string, { words, kept }: Apart): string {
  const name = (word: Word): string => `w2c_0x7E${word.replace("/", "0x2F")}`; // as wasm2c spells globalOf
  const variables = kept.reduce((text, word, i) => text.replace(`static u32 ${name(word)};`, `#define ${name(word)} guest_word(${i})`), header);
  return variables + BLOCKS.map(block => {
    const own = words.filter(word => word.startsWith(`${block}/`));
    const cases = (text: (word: Word) => string): string => own.map(word => `    case ${word.slice(block.length + 1)}: ${text(word)};\n`).join("");
    return `
static inline __attribute__((always_inline)) u32 ${block}_word(u32 field) {
  switch (field) {
${cases(word => `return ${name(word)}`)}    default: return 0;
  }
}
static inline __attribute__((always_inline)) void ${block}_set_word(u32 field, u32 value) {
  switch (field) {
${cases(word => `${name(word)} = value; break`)}    default: (void)value;
  }
}
`;
  }).join("");
}
