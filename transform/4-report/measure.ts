// Measure: the lowered program -> the Report.
// Pure reading: frames and pools from the lowering, the runtime's share from the addresses that asc gave its constants.

import { Function as AscFunction, type Compiler } from "assemblyscript";
import { RESUME } from "../3-lower/emit/context.js";
import type { LoweredProgram } from "../3-lower/lower.js";
import { exportName, sourceOf, spawnName, startName } from "../3-lower/starts.js";
import { heapBase, libraryStatics } from "../3-lower/statics.js";
import type { Compilation } from "../state.js";
import { pathToHeap } from "./allocation.js";
import type { CallGraph } from "./calls.js";
import type { AllocationProof, FunctionReport, PoolReport, Report, RuntimeReport, TaskReport } from "./report.js";

const RINGS_PART = "ring";

export function measure(compilation: Compilation, compiler: Compiler, lowered: LoweredProgram, graph: CallGraph): Report {
  const pools = poolsOf(lowered);
  const runtime = runtimeOf(compilation, compiler);
  const shadowStackBytes = compilation.collects ? compiler.options.stackSize : 0;
  const counted = [...pools, ...runtime].reduce((sum, part) => sum + part.bytes, 0);
  return {
    functions: functionsOf(compilation, lowered),
    tasks: [...rootTasksOf(lowered), ...childTasksOf(lowered)],
    pools,
    runtime,
    ringsBytes: runtime.find(part => part.part == RINGS_PART)?.bytes ?? 0,
    staticBytes: lowered.staticEnd - counted,
    shadowStackBytes,
    ramBytes: heapBase(lowered.staticEnd) + shadowStackBytes,
    allocation: proofOf(compilation, compiler, lowered, graph),
  };
}

function functionsOf(compilation: Compilation, lowered: LoweredProgram): FunctionReport[] {
  return [...lowered.functions].map(([name, { fn, frame, index, states }]) => ({
    name,
    location: locationOf(compilation, name),
    frameBytes: index >= 0 || fn.areas.length || fn.children.length ? frame.bytes : 0,
    states: states.size,
  }));
}

function rootTasksOf(lowered: LoweredProgram): TaskReport[] {
  return lowered.pools.map(({ callee, slotBytes }) => {
    const exported = lowered.exports.find(e => e.callee == callee);
    return {
      kind: exported ? (exported.name == "main" ? "main" : "export") : "spawn",
      function: callee,
      stackBytes: lowered.stackBytes.get(callee)!,
      taskBytes: slotBytes,
    };
  });
}

function childTasksOf(lowered: LoweredProgram): TaskReport[] {
  return [...lowered.functions.values()].flatMap(({ fn, frame }) => fn.children.map((child, i) => {
    const stackBytes = lowered.stackBytes.get(child.callee) ?? 0;
    // A child reaches from its prefix to the next one's, or to the end of its owner's frame: children lie last in it.
    const prefix = lowered.form.childPrefix;
    const end = i + 1 < fn.children.length ? frame.childOffsets[i + 1] - prefix : frame.bytes;
    return { kind: "child", function: child.callee, stackBytes, taskBytes: end - frame.childOffsets[i] + prefix, owner: fn.name };
  }));
}

function poolsOf(lowered: LoweredProgram): PoolReport[] {
  return lowered.pools.map(({ callee, slots, slotBytes, headBytes }) => ({
    function: callee, slots, slotBytes, bytes: slots * slotBytes + headBytes,
  }));
}

/** Static memory of the library's files that the program uses. */
function runtimeOf(compilation: Compilation, compiler: Compiler): RuntimeReport[] {
  const bytesOf = new Map<string, number>();
  for (const { path, bytes } of libraryStatics(compilation, compiler)) {
    const part = path.slice(0, path.lastIndexOf("/"));
    bytesOf.set(part, (bytesOf.get(part) ?? 0) + bytes);
  }
  return [...bytesOf].map(([part, bytes]) => ({ part, bytes }));
}

function proofOf(compilation: Compilation, { module }: Compiler, lowered: LoweredProgram, graph: CallGraph): AllocationProof {
  const forms = [(name: string) => name, (name: string) => name + RESUME, startName, (name: string) => startName(name, true), spawnName, exportName];
  const roots = [...lowered.functions.keys()].flatMap(name => forms.map(form => form(name))).filter(name => module.hasFunction(name));
  const path = pathToHeap(graph, roots);
  if (!path) return { proved: true };
  const sources = path.map(sourceOf);
  return { proved: false, path: sources.filter((name, i) => name != sources[i - 1]).map(name => placeOf(compilation, name)) };
}

/** `function (file:line)`. */
function placeOf(compilation: Compilation, name: string): string {
  const location = locationOf(compilation, name);
  return location ? `${name} (${location})` : name;
}

/** `file:line` of the function's declaration; empty for one that asc or the lowering made. */
function locationOf(compilation: Compilation, name: string): string {
  const element = compilation.program.instancesByName.get(name.replace(/~entry$/, ""));
  if (!(element instanceof AscFunction)) return "";
  const { source, start } = element.identifierNode.range;
  return `${source.normalizedPath}:${source.lineAt(start)}`;
}
