// Await map: (function, state) -> the source lines of the await and of those it was inlined into, innermost first; error -> its `throw`.
// By it a host reads await stacks from memory after a trap (host/awaits.ts); it is never loaded, and boards leave it out. In the module
// (section `tacet.map`), unless that is compiled for size; it stays on the program as well, for whoever keeps it beside the module.

import type { Compiler, Range } from "assemblyscript";
import { VALUE } from "../2-desugar/markers.js";
import { isEntry } from "../3-lower/entries.js";
import { TASK_BYTES } from "../3-lower/frame.js";
import type { LoweredProgram } from "../3-lower/lower.js";
import { niceName } from "../3-lower/names.js";
import type { Compilation } from "../state.js";
import { libraryAddress } from "../3-lower/statics.js";

/** As JSON it is the contract with host/awaits.ts, which says what the fields mean; compiler and host share no code. */
export interface AwaitMap {
  readonly runningTask: number;
  readonly rootFrame?: number;
  readonly owner?: "distance" | "word";
  readonly wide: boolean;
  readonly functions: readonly { readonly name: string; readonly lines: Readonly<Record<string, readonly string[]>> }[];
  readonly throws?: ThrowMap;
}

interface ThrowMap {
  readonly error: number;
  readonly objects: Readonly<Record<string, string>>;
  readonly noted: number;
  readonly sites: readonly string[];
}

export function awaitMapFrom(compilation: Compilation, compiler: Compiler, lowered: LoweredProgram): AwaitMap {
  const functions = lowered.resumes.map(name => {
    const lines: Record<number, string[]> = {};
    for (const [site, state] of lowered.functions.get(name)!.states) {
      const via = site.via ?? [];
      const names = [...via.map(v => v.name), name];
      const origins = [site.origin, ...via.map(v => v.origin)];
      lines[state] = names.flatMap((n, i) => {
        const at = lowered.rangeOf(origins[i]) ?? lowered.sources.get(n)?.asc.identifierNode.range;
        if (!at || n.startsWith(VALUE) || isEntry(n)) return []; // a dispatcher and an entry stand nowhere in the source
        return `${niceName(n)} (${at.source.normalizedPath}:${at.source.lineAt(at.start)})`;
      });
    }
    return { name: niceName(name), lines };
  });
  const { form } = lowered;
  const hasChildren = [...lowered.functions.values()].some(({ fn }) => fn.children.length > 0);
  return {
    runningTask: lowered.runningTask, ...form.taskBytes < TASK_BYTES ? { rootFrame: form.taskBytes } : {}, wide: form.wide, functions,
    ...hasChildren && lowered.ends ? { owner: form.ownerBytes > 0 ? "word" : "distance" } as const : {},
    ...lowered.throws ? { throws: throwMapFrom(compilation, compiler) } : {},
  };
}

function throwMapFrom(compilation: Compilation, compiler: Compiler): ThrowMap {
  const { staticErrors, throwSites } = compilation;
  const address = (name: string): number => libraryAddress(compilation, compiler, name) ?? 0;
  const objects: Record<number, string> = {};
  for (const [site, ofSite] of staticErrors) for (const address of ofSite.values()) objects[address] = placeOf(site.range);
  return {
    error: address("error/ERROR_VALUE"), objects, noted: address("error/ERRORS_NOTED"), sites: throwSites.map(placeOf),
  };
}

function placeOf({ source, start }: Range): string {
  return `${source.normalizedPath}:${source.lineAt(start)}:${source.columnAt()}`;
}

const AWAITS = Symbol.for("tacet.awaits");

interface MapCarrier {
  [AWAITS]?: AwaitMap;
}

/** Leaves the map on the program, as report.ts does with the report. */
export function attachAwaitMap(program: object, map: AwaitMap): void {
  (program as MapCarrier)[AWAITS] = map;
}

/** The map of a compiled program, or undefined when it has no async function or was not compiled by Tacet. */
export function awaitMapOf(program: object): AwaitMap | undefined {
  return (program as MapCarrier)[AWAITS];
}
