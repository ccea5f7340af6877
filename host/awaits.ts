// Await stacks: a program's memory -> the awaits a task was last resumed from, innermost first; where an error was thrown.
// The await map (section `tacet.map`, or a file beside the module) names each (resume index, state); a task's frames form a chain by
// the distances in their headers (layout in transform/3-lower/frame.ts). Everything is read from outside, after the fact, and nothing
// in memory is believed: a broken chain ends the listing. What the task has called since it was resumed is on the engine's stack only
// (wasm-stack.ts); a call that ended in `return await f()` has given its frame to f and is not listed.
// Behind the root frame of a child task comes what its owner awaits: mostly that child, and whatever else where it goes on beside it.
// A task that has ended by an error still has its frames, until its slot is released: an unwinding pops them and writes nothing.

import { TaskFlag, TaskLayout } from "./abi.js";
import type { AwaitStacks } from "./guest.js";

const NAME = "tacet.map";
const FRAMES_MAX = 256;
const OWNERS_MAX = 64;
/** Of ThrowMap.noted. */
export const NOTED_BYTES = 64;

/** As JSON; made by transform/4-report/awaits.ts. */
export interface AwaitMap {
  /** Address of the word that holds the running task; 0 where the program keeps none. */
  readonly runningTask: number;
  /** Bytes from a task to its root frame, where that is the only one and no word tells which is on top; undefined where one does. */
  readonly rootFrame?: number;
  /** How a child tells its owner: how far that is, in words where others have their generation, or its address in front; undefined where none does. */
  readonly owner?: "distance" | "word";
  /** Which form frame headers have. */
  readonly wide: boolean;
  /** By resume index. */
  readonly functions: readonly { readonly name: string; readonly lines: Readonly<Record<string, readonly string[]>> }[];
  /** Where errors are thrown; undefined for a program that throws nothing. */
  readonly throws?: ThrowMap;
}

export interface ThrowMap {
  /** Address of the word that holds the error thrown last. */
  readonly error: number;
  /** By the address of the static object that a `throw new` fills: where that stands. */
  readonly objects: Readonly<Record<string, string>>;
  /** Under a collector instead: where the program notes the last `throw new` that ran (assembly/error.ts), each by its number in `sites`. */
  readonly noted: number;
  readonly sites: readonly string[];
}

/** How to describe the tasks in a memory of `module`; undefined for a module without a map, or with a damaged one: a stack less is no reason not to run. */
export function awaitStacksOf(module: WebAssembly.Module): AwaitStacks | undefined {
  const [content] = WebAssembly.Module.customSections(module, NAME);
  if (content === undefined) return undefined;
  try {
    const map = JSON.parse(new TextDecoder().decode(content)) as Partial<AwaitMap> | null; // written by our own compiler
    return Array.isArray(map?.functions) ? awaitStacksBy(map as AwaitMap) : undefined;
  } catch {
    return undefined;
  }
}

/** The same by a map that is not in the module, as `tacet build` writes it beside one compiled for size. */
export function awaitStacksBy(map: AwaitMap): AwaitStacks {
  return {
    running: memory => runningStack(map, new DataView(memory.buffer)),
    task: (memory, task) => map.runningTask === 0 ? [] : stackOf(map, new DataView(memory.buffer), task),
    thrown: (memory, error) => map.throws && thrownAt(map.throws, new DataView(memory.buffer), error),
    uncaught: memory => map.throws && thrownAt(map.throws, new DataView(memory.buffer), wordAt(new DataView(memory.buffer), map.throws.error)),
  };
}

function runningStack(map: AwaitMap, memory: DataView): string[] {
  if (map.runningTask === 0) return [];
  return stackOf(map, memory, memory.getUint32(map.runningTask, true));
}

/** The awaits of the task at that address and of its owners, innermost first. */
export function stackOf(map: AwaitMap, memory: DataView, task: number): string[] {
  const lines: string[] = [];
  for (let owners = 0; owners < OWNERS_MAX && lines.length < FRAMES_MAX && holds(memory, task, TaskLayout.BLOCK_BYTES); owners++) {
    lines.push(...framesFrom(map, memory, map.rootFrame === undefined ? memory.getUint32(task + TaskLayout.TOP, true) : task + map.rootFrame));
    task = ownerOf(map, memory, task);
  }
  return lines;
}

/** Address of the task that owns the child `task`; 0 for other tasks. */
function ownerOf(map: AwaitMap, memory: DataView, task: number): number {
  const kind = memory.getUint8(task + TaskLayout.FLAGS) & (TaskFlag.CHILD | TaskFlag.HOST);
  if (map.owner === undefined || kind !== TaskFlag.CHILD) return 0;
  return map.owner === "word" ? wordAt(memory, task - 4) : task - memory.getInt16(task + TaskLayout.GENERATION, true) * 4;
}

function thrownAt({ objects, noted, sites }: ThrowMap, memory: DataView, error: number): string | undefined {
  if (noted === 0) return objects[error];
  for (let pair = noted; pair < noted + NOTED_BYTES; pair += 8) { // the latest is first: another error may have lain there before
    if (wordAt(memory, pair) === error) return sites[wordAt(memory, pair + 4)];
  }
  return undefined;
}

function wordAt(memory: DataView, at: number): number {
  return holds(memory, at, 4) ? memory.getUint32(at, true) : 0;
}

/** The awaits of the frames from `frame` outwards, innermost first. */
function framesFrom(map: AwaitMap, memory: DataView, frame: number): string[] {
  const lines: string[] = [];
  while (holds(memory, frame, 8) && lines.length < FRAMES_MAX) {
    const header = map.wide ? memory.getUint32(frame, true) : memory.getUint16(frame, true);
    const index = header & (map.wide ? 0xffff : 0x3ff);
    const state = header >>> (map.wide ? 16 : 10);
    const fn = map.functions[index];
    if (!fn || state === 0) break; // it has not suspended yet
    lines.push(...fn.lines[state] ?? fn.lines[state - 1] ?? [fn.name]); // an await's landing pad has the state behind it
    const distance = map.wide ? memory.getInt32(frame + 4, true) : memory.getInt16(frame + 2, true) * 4;
    if (distance === 0) break;
    frame -= distance;
  }
  return lines;
}

function holds(memory: DataView, at: number, bytes: number): boolean {
  return at > 0 && at + bytes <= memory.byteLength;
}
