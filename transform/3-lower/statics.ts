// Static memory: what the library's files ask for by `memory.data`, and the task pools -> places, for what the program reaches alone.
//
//   before   CONTROL 64 | RUNNING_TASK 4 | text of the program | QUEUE 8 | CALL_STATUS 4 |
//   after    CONTROL 40 | QUEUE 8        | text of the program | pools                        nobody loads the other words
//
// Until all code is there nobody knows which words it uses, so code reaches these places through globals: the library's own, and one
// for each place in the block of pools (TaskMemory). Their values are set here, last of all. The library's constants are variables
// until then (keepOpen), since asc would compute with their values: in `const next = TOP + 4`, in arguments of @inline functions.
//
// Control block and rings block come last in programs whose host calls nothing but main: a board has no use for most of them, and cuts them off. They
// stay in front where that leaves a gap before texts.
//
// asc's own data (texts, arrays) stays where it is, since addresses of it stand in code as numbers; what the library leaves between
// is given out again. Laying everything out at the front, with guesses of what will be used, lost: the guesses were wrong in both ways.

import {
  ElementKind, ExpressionId, MemorySegment, NodeKind, TypeRef, type CallExpression, type Compiler, type Global, type IntegerLiteralExpression, type Module,
  type PropertyAccessExpression,
} from "assemblyscript";
import { CompletionLayout, ControlLayout, Limit, SubmissionLayout } from "../../host/abi.js";
import { int64, type Int64 } from "../int64.js";
import type { Compilation } from "../state.js";
import { exportsOf, functionsOf } from "./contents.js";
import { align } from "./frame.js";
import { i32Of, operand, operandCount, targetOf } from "./nodes.js";
import { raw, type Expr } from "./raw.js";

const CONTROL = "control/CONTROL";
const CONTROL_BYTES = "control/controlBytes";
/** What a host looks at. */
const SHARED: ReadonlySet<string> = new Set(["ring/RINGS", CONTROL]);
/** What firmware keeps of these at most, where they lie behind all else (cli/boards/shared-words.ts): less room saved is none. */
const SHARED_KEPT_BYTES = 32;

/** The rings' entries, and bytes of one; in compact rings half of that. */
const RING_ENTRY_BYTES: ReadonlyMap<string, number> = new Map([
  ["ring/SUBMISSIONS", SubmissionLayout.BLOCK_BYTES], ["ring/COMPLETIONS", CompletionLayout.BLOCK_BYTES],
]);

/** Of statics that are a word or two. */
const WORDS_BYTES_MAX = 8;

/** log2 of the entries of a ring that holds so many operations, but of `largest` at most. */
export function ringLog2(operations: number, largest: number): number {
  return Math.min(largest, 32 - Math.clz32(Math.max(1, operations) - 1));
}

/** How much of Control.now a program reads: its low half suffices where deadlines are short (assembly/compact.ts). */
export type TimeUse = "none" | "low" | "whole";

/** What hosts are told of it beside where it ends. */
export interface StaticsUse {
  /** Where it would end without what a host looks at; 0 where something lies behind that. */
  readonly frontEnd: number;
  readonly time: TimeUse;
}

/** The block of static memory that the lowering fills: pools, and what plain functions keep for their generators. */
export class TaskMemory {
  private readonly offsets = new Set<number>();
  bytes = 0;

  constructor(private readonly module: Module) {}

  /** Address of the byte `offset` of the block. */
  at(offset: number): Expr {
    this.offsets.add(offset);
    return this.module.global_get(placeName(offset), TypeRef.I32);
  }

  /** Takes `bytes` more, 4-byte aligned. @returns their offset */
  take(bytes: number): number {
    const offset = align(this.bytes, 4);
    this.bytes = offset + bytes;
    return offset;
  }

  /** The block begins at `address`. */
  settle(address: number): void {
    for (const offset of this.offsets) this.module.addGlobal(placeName(offset), TypeRef.I32, false, this.module.i32(address + offset));
  }
}

const placeName = (offset: number): string => `~tacet/at|${offset}`;

/** Makes `global`, just compiled, a variable if it is the address of one of the library's statics. */
export function keepOpen(compilation: Compilation, { module: m }: Compiler, global: Global): void {
  if (!dataOf(global) || !global.internalName.startsWith(compilation.library.prefix)) return;
  const address = constantOf(m, global.internalName);
  if (address != null) setConstant(m, global.internalName, address, true);
}

/** The statics of a program without tasks stay where they are. */
export function keepStatics(compilation: Compilation, compiler: Compiler): void {
  for (const { global, address } of libraryStatics(compilation, compiler)) setConstant(compiler.module, global, address);
}

/** Something the library laid out. */
export interface Static {
  /** File and name below assembly/, as in `control/CONTROL`. */
  readonly path: string;
  readonly global: string;
  readonly address: number;
  readonly bytes: number;
  readonly alignment: number;
}

/** The library's static memory as it is now: each `memory.data` behind a constant that was compiled. */
export function libraryStatics(compilation: Compilation, compiler: Compiler): Static[] {
  const segmentBytes = new Map(compiler.memorySegments.map(segment => [addressOf(segment), segment.buffer.length]));
  const { prefix } = compilation.library;
  const found: Static[] = [];
  for (const file of compilation.program.filesByName.values()) {
    if (!file.internalName.startsWith(prefix)) continue;
    for (const member of file.members?.values() ?? []) {
      if (member.kind != ElementKind.Global || !member.internalName.startsWith(`${file.internalName}/`)) continue; // an import is its own file's
      const data = dataOf(member as Global);
      if (!data) continue;
      const address = constantOf(compiler.module, member.internalName);
      const bytes = address == null ? undefined : segmentBytes.get(address);
      if (address == null || bytes === undefined) continue;
      found.push({
        path: member.internalName.slice(prefix.length), global: member.internalName, address, bytes, alignment: alignmentOf(data),
      });
    }
  }
  return found;
}

/** The `memory.data(…)` whose address `global` holds; null for another global. */
function dataOf({ initializerNode: node }: Global): CallExpression | null {
  if (node?.kind != NodeKind.Call) return null;
  const { expression } = node as CallExpression;
  return expression.kind == NodeKind.PropertyAccess && (expression as PropertyAccessExpression).property.text == "data" ? node as CallExpression : null;
}

/** Of `memory.data(bytes, alignment)`; what is given as values are bytes. */
function alignmentOf({ args }: CallExpression): number {
  const literal = args[1] as IntegerLiteralExpression | undefined;
  return literal ? (literal.value as unknown as Int64).low : 1;
}

/**
 * Places what the program reaches of the library's statics, and `tasks`; sets their globals.
 * @param memoryOffset where static memory ends so far
 * @param operations how many operations of the host can be under way at a time
 * @returns where the block of tasks begins, where static memory ends, where it would end without what a host looks at (0 where that
 * does not come last), and how much of the time is read
 */
export function placeStatics(
  compilation: Compilation, compiler: Compiler, tasks: TaskMemory, memoryOffset: number, operations: number,
): { start: number; end: number } & StaticsUse {
  const { module: m } = compiler;
  const statics = libraryStatics(compilation, compiler);
  const { used, time } = usesOf(compilation, compiler, statics);
  const own = new Set(statics.map(({ address }) => address));
  const others = compiler.memorySegments.filter(segment => !own.has(addressOf(segment)));
  const content = new Map(compiler.memorySegments.map(segment => [addressOf(segment), segment.buffer]));
  const freeMemory = (): FreeMemory => new FreeMemory(
    Math.min(memoryOffset, compiler.options.memoryBase || memoryOffset, ...compiler.memorySegments.map(addressOf)),
    others.map(segment => [addressOf(segment), addressOf(segment) + segment.buffer.length]),
    Math.max(0, ...compiler.memorySegments.map(segment => addressOf(segment) + segment.buffer.length)),
    memoryOffset,
  );
  const bytesOf = ({ global, path }: Static): number => {
    const entryBytes = (RING_ENTRY_BYTES.get(path) ?? 0) >> Number(compilation.options.compact);
    const all = used.get(global)!;
    return entryBytes ? entryBytes << ringLog2(operations, Math.log2(all / entryBytes)) : all;
  };
  const reached = statics.filter(({ global }) => used.has(global)).map(item => ({ ...item, bytes: bytesOf(item) }));
  // Single words lie first, what is indexed last: code has addresses as numbers, and short ones take less of it.
  const rank = ({ path, bytes }: Static): number => bytes <= WORDS_BYTES_MAX ? -bytes : RING_ENTRY_BYTES.has(path) ? Infinity : bytes;
  const order = (a: Static, b: Static): number => b.alignment - a.alignment || Number(rank(a) > rank(b)) - Number(rank(a) < rank(b));
  reached.sort(order);
  const placed = (isLast: (item: Static) => boolean): Places => {
    const free = freeMemory();
    const places = new Map(reached.filter(item => !isLast(item)).map(item => [item, free.take(item.bytes, item.alignment)]));
    const start = free.take(tasks.bytes, 4);
    const frontEnd = free.end;
    for (const item of reached.filter(isLast).sort((a, b) => a.alignment - b.alignment)) places.set(item, free.takeLast(item.bytes, item.alignment));
    return { places, start, end: free.end, frontEnd: free.end > frontEnd ? frontEnd : 0 };
  };
  const [front, behind] = [placed(() => false), placed(({ path }) => compilation.options.onlyMain && SHARED.has(path))];
  const { places, start, end, frontEnd } = behind.frontEnd > 0 && behind.frontEnd + SHARED_KEPT_BYTES <= front.end ? behind : front;
  compiler.memorySegments.splice(0, Infinity, ...others);
  for (const [{ global, address, bytes }, place] of places) {
    compiler.memorySegments.push(new MemorySegment(content.get(address)!.slice(0, bytes), int64(place) as unknown as MemorySegment["offset"]));
    setConstant(m, global, place);
  }
  for (const { global, address } of statics) if (!used.has(global)) setConstant(m, global, address); // in code that goes
  const { prefix } = compilation.library;
  setConstant(m, prefix + CONTROL_BYTES, used.get(prefix + CONTROL) ?? 0);
  tasks.settle(start);
  return { start, end, frontEnd, time };
}

interface Places {
  readonly places: ReadonlyMap<Static, number>;
  readonly start: number;
  readonly end: number;
  readonly frontEnd: number;
}

/** Bytes that nothing lies in yet, from the lowest address on. */
class FreeMemory {
  private readonly gaps: { at: number; end: number }[] = [];

  /** `taken`: pairs of start and end. Between `dataEnd` and `end` lies what has no data. */
  constructor(lowest: number, taken: readonly (readonly [start: number, end: number])[], dataEnd: number, public end: number) {
    let at = lowest;
    for (const [start, stop] of [...taken].sort((a, b) => a[0] - b[0])) {
      if (start > at) this.gaps.push({ at, end: start });
      at = Math.max(at, stop);
    }
    if (dataEnd > at) {
      if (dataEnd == end) this.end = at;
      else this.gaps.push({ at, end: dataEnd });
    }
  }

  /** @returns the address of `bytes` bytes: the first gap that has room, or the end */
  take(bytes: number, alignment: number): number {
    for (const gap of this.gaps) {
      const at = align(gap.at, alignment);
      if (at + bytes > gap.end) continue;
      if (at > gap.at) this.gaps.push({ at: gap.at, end: at });
      gap.at = at + bytes;
      return at;
    }
    return this.takeLast(bytes, alignment);
  }

  /** The same behind all that is taken. */
  takeLast(bytes: number, alignment: number): number {
    const at = align(this.end, alignment);
    if (at > this.end) this.gaps.push({ at: this.end, end: at });
    this.end = at + bytes;
    return at;
  }
}

interface Uses {
  /** The statics that code may reach, by their globals -> their bytes; of the control block those up to the last field that is named. */
  readonly used: ReadonlyMap<string, number>;
  readonly time: TimeUse;
}

function usesOf(compilation: Compilation, { module: m, functionTable, currentBody }: Compiler, statics: readonly Static[]): Uses {
  const { prefix } = compilation.library;
  const bytesOf = new Map(statics.map(({ global, bytes }) => [global, bytes]));
  const control = prefix + CONTROL;
  const used = new Map<string, number>();
  let timeBytes = 0;
  const work: string[] = functionTable.map(fn => fn.internalName);
  const seen = new Set<string>();
  const note = (name: string | null, bytes: number): void => {
    const all = name == null ? undefined : bytesOf.get(name);
    if (all !== undefined) used.set(name!, Math.max(used.get(name!) ?? 0, name == control ? Math.min(all, bytes) : all));
  };
  const visit = (e: Expr): void => {
    if (!e) return;
    const id = raw._BinaryenExpressionGetId(e);
    let first = 0;
    switch (id) {
      case ExpressionId.Call: work.push(targetOf(m, e)!); break;
      case ExpressionId.GlobalGet: note(globalOf(m, e), Limit.CONTROL_BYTES_MIN); return; // tacet_init hands out the block, of which hosts use so much
      case ExpressionId.Load: case ExpressionId.Store: {
        const isLoad = id == ExpressionId.Load;
        const global = globalOf(m, isLoad ? raw._BinaryenLoadGetPtr(e) : raw._BinaryenStoreGetPtr(e));
        if (global == null) break;
        const offset = isLoad ? raw._BinaryenLoadGetOffset(e) : raw._BinaryenStoreGetOffset(e);
        const bytes = isLoad ? raw._BinaryenLoadGetBytes(e) : raw._BinaryenStoreGetBytes(e);
        note(global, offset + bytes);
        if (isLoad && global == control && offset == ControlLayout.NOW) timeBytes = Math.max(timeBytes, bytes);
        first = 1; // behind the address
        break;
      }
    }
    const count = operandCount(e, id);
    for (let i = first; i < count; i++) {
      const child = operand(e, i, id);
      visit(child);
      // Behind a branch out of the block nothing runs: what a program does not use is an `if` of which one arm is left.
      if (id == ExpressionId.Block && child && raw._BinaryenExpressionGetType(child) == TypeRef.Unreachable) break;
    }
  };
  for (const e of currentBody) visit(e);
  work.push(...exportsOf(m).map(({ value }) => value));
  // Who calls what asc adds later is unknown; of the library's own functions only those count that somebody calls.
  for (const { name } of functionsOf(m)) {
    if (!name.startsWith(prefix) && !name.startsWith("~tacet/")) work.push(name);
  }
  for (let name = work.pop(); name !== undefined; name = work.pop()) {
    if (seen.has(name)) continue;
    seen.add(name);
    const ref = m.getFunction(name);
    if (ref) visit(raw._BinaryenFunctionGetBody(ref));
  }
  return { used, time: timeBytes == 0 ? "none" : timeBytes <= 4 ? "low" : "whole" };
}

function setConstant(m: Module, global: string, value: number, isOpen = false): void {
  m.removeGlobal(global);
  m.addGlobal(global, TypeRef.I32, isOpen, m.i32(value));
}

function globalOf(m: Module, e: Expr): string | null {
  return raw._BinaryenExpressionGetId(e) == ExpressionId.GlobalGet ? m.readStringCached(raw._BinaryenGlobalGetGetName(e)) : null;
}

/** Address behind a constant of the library (`control/CONTROL`); null where the program does not use it. */
export function libraryAddress(compilation: Compilation, compiler: Compiler, name: string): number | null {
  return constantOf(compiler.module, compilation.library.prefix + name);
}

/** Value of an i32 global that starts as a constant; null for another one, or one that the program does not use. */
function constantOf(module: Module, name: string): number | null {
  const ref = module.getGlobal(name);
  const value = ref ? raw._BinaryenGlobalGetInitExpr(ref) : 0; // 0: an import
  return value ? i32Of(value) : null;
}

/** Where the heap begins, or asc's stack: its allocators align by themselves what they hand out. */
export function heapBase(staticEnd: number): number {
  return align(staticEnd, 8);
}

function addressOf(segment: MemorySegment): number {
  return (segment.offset as unknown as Int64).low; // asc's i64; addresses need only the low half
}
