// Await stacks: a program's memory -> the awaits its running task was last resumed from, innermost first.
// The await map (section `tacet.map`, or a file beside the module) names each (resume index, state); a task's frames form a chain by
// the distances in their headers (layout in transform/3-lower/frame.ts). Everything is read from outside, after the fact, and nothing
// in memory is believed: a broken chain ends the listing. What the task has called since it was resumed is on the engine's stack only
// (wasm-stack.ts); a call that ended in `return await f()` has given its frame to f and is not listed.

import type { DescribeAwaits } from "./guest.js";

const NAME = "tacet.map";
const TOP = 4;
const TASK_BYTES = 12;
const FRAMES_MAX = 256;

/** As JSON; made by transform/4-report/awaits.ts. */
export interface AwaitMap {
  /** Address of the word that holds the running task. */
  readonly runningTask: number;
  /** Which form frame headers have. */
  readonly wide: boolean;
  /** By resume index. */
  readonly functions: readonly { readonly name: string; readonly lines: Readonly<Record<string, readonly string[]>> }[];
}

/** How to describe the await stack of the task that runs in a memory of `module`; undefined for a module without a map. */
export function describeAwaitsOf(module: WebAssembly.Module): DescribeAwaits | undefined {
  const [content] = WebAssembly.Module.customSections(module, NAME);
  if (content === undefined) return undefined;
  return describeAwaitsBy(JSON.parse(new TextDecoder().decode(content)) as AwaitMap); // written by our own compiler
}

/** The same by a map that is not in the module, as `tacet build` writes it beside one compiled for size. */
export function describeAwaitsBy(map: AwaitMap): DescribeAwaits {
  return memory => awaitStack(map, new DataView(memory.buffer));
}

function awaitStack(map: AwaitMap, memory: DataView): string[] {
  if (map.runningTask === 0) return []; // the program keeps no such word
  const task = memory.getUint32(map.runningTask, true);
  return holds(memory, task, TASK_BYTES) ? framesFrom(map, memory, memory.getUint32(task + TOP, true)) : [];
}

/** The awaits of the frames from `frame` outwards, innermost first. */
export function framesFrom(map: AwaitMap, memory: DataView, frame: number): string[] {
  const lines: string[] = [];
  while (holds(memory, frame, 8) && lines.length < FRAMES_MAX) {
    const header = map.wide ? memory.getUint32(frame, true) : memory.getUint16(frame, true);
    const index = header & (map.wide ? 0xffff : 0x3ff);
    const state = header >>> (map.wide ? 16 : 10);
    const fn = map.functions[index];
    if (!fn) break;
    lines.push(...fn.lines[state] ?? [fn.name]);
    const distance = map.wide ? memory.getInt32(frame + 4, true) : memory.getInt16(frame + 2, true) * 4;
    if (distance === 0) break;
    frame -= distance;
  }
  return lines;
}

function holds(memory: DataView, at: number, bytes: number): boolean {
  return at > 0 && at + bytes <= memory.byteLength;
}
