// Await stacks: a program's memory -> which async functions wait for each other, innermost first.
// The section `tacet.map` names each (resume index, state); a task's frames form a chain by the distances in their headers
// (layout in transform/3-lower/frame.ts). Everything is read from outside, after the fact, and nothing in memory is believed:
// a broken chain ends the listing.

import type { DescribeAwaits } from "./guest.js";

const NAME = "tacet.map";
const TOP = 4;
const FRAMES_MAX = 256;

interface AwaitMap {
  readonly runningTask: number;
  readonly wide: boolean;
  readonly functions: readonly { readonly name: string; readonly lines: Readonly<Record<string, readonly string[]>> }[];
}

/** How to describe the await stack of the task that runs in a memory of `module`; undefined for a module without a map. */
export function describeAwaitsOf(module: WebAssembly.Module): DescribeAwaits | undefined {
  const [content] = WebAssembly.Module.customSections(module, NAME);
  if (content === undefined) return undefined;
  const map = JSON.parse(new TextDecoder().decode(content)) as AwaitMap; // written by our own compiler
  return memory => awaitStack(map, new DataView(memory.buffer));
}

function awaitStack(map: AwaitMap, memory: DataView): string[] {
  const lines: string[] = [];
  const holds = (at: number, bytes: number): boolean => at > 0 && at + bytes <= memory.byteLength;
  const task = memory.getUint32(map.runningTask, true);
  if (!holds(task, 12)) return lines;
  let frame = memory.getUint32(task + TOP, true);
  while (holds(frame, 8) && lines.length < FRAMES_MAX) {
    const header = map.wide ? memory.getUint32(frame, true) : memory.getUint16(frame, true);
    const index = header & (map.wide ? 0xffff : 0x3ff);
    const state = header >>> (map.wide ? 16 : 10);
    const fn = map.functions[index];
    if (!fn) break;
    lines.push(...fn.lines[state] ?? [fn.name]);
    const distance = map.wide ? memory.getUint32(frame + 4, true) : memory.getUint16(frame + 2, true) * 4;
    if (distance === 0) break;
    frame -= distance;
  }
  return lines;
}
