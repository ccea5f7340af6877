// Measure: the lowered program -> the Report.
// Pure reading: frames and pools from the lowering, the runtime's share from the addresses that asc gave its constants.

import { ElementKind, ExpressionId, Function as AscFunction, NodeKind, TypeRef, type Compiler, type Global, type Module } from "assemblyscript";
import { RESUME } from "../3-lower/emit/context.js";
import type { LoweredProgram } from "../3-lower/lower.js";
import { raw } from "../3-lower/raw.js";
import { exportName, spawnName, startName } from "../3-lower/starts.js";
import type { Int64 } from "../int64.js";
import type { Compilation } from "../state.js";
import { pathToHeap } from "./allocation.js";
import { callGraph } from "./calls.js";
import type { AllocationProof, FunctionReport, PoolReport, Report, RuntimeReport, TaskReport } from "./report.js";

/** Bytes of a Pool in front of its slots (assembly/pool.ts). */
const POOL_HEAD_BYTES = 12;
/** asc aligns the end of static memory to this. */
const RAM_ALIGNMENT = 16;
const RINGS_PART = "ring";

export function measure(compilation: Compilation, compiler: Compiler, lowered: LoweredProgram): Report {
  const pools = poolsOf(lowered);
  const runtime = runtimeOf(compilation, compiler);
  const shadowStackBytes = compilation.collects ? compiler.options.stackSize : 0;
  const counted = [...pools, ...runtime].reduce((sum, part) => sum + part.bytes, 0);
  return {
    functions: functionsOf(compilation, lowered),
    tasks: [...rootTasksOf(lowered), ...childTasksOf(compilation, lowered)],
    pools,
    runtime,
    ringsBytes: runtime.find(part => part.part == RINGS_PART)?.bytes ?? 0,
    staticBytes: lowered.staticEnd - counted,
    shadowStackBytes,
    ramBytes: alignUp(lowered.staticEnd, RAM_ALIGNMENT) + shadowStackBytes,
    allocation: proofOf(compilation, compiler, lowered),
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

function childTasksOf(compilation: Compilation, lowered: LoweredProgram): TaskReport[] {
  return [...lowered.functions.values()].flatMap(({ fn, frame }) => fn.children.map((child, i) => {
    const stackBytes = lowered.stackBytes.get(child.callee) ?? 0;
    // A child reaches from its prefix to the next one's, or to the end of its owner's frame: children lie last in it.
    const prefix = compilation.collects ? 12 : 4;
    const end = i + 1 < fn.children.length ? frame.childOffsets[i + 1] - prefix : frame.bytes;
    return { kind: "child", function: child.callee, stackBytes, taskBytes: end - frame.childOffsets[i] + prefix, owner: fn.name };
  }));
}

function poolsOf(lowered: LoweredProgram): PoolReport[] {
  return lowered.pools.map(({ callee, slots, slotBytes }) => ({
    function: callee, slots, slotBytes, bytes: slots * slotBytes + POOL_HEAD_BYTES,
  }));
}

/** Static memory of the library's files: each `memory.data` behind a constant that the program uses. */
function runtimeOf(compilation: Compilation, compiler: Compiler): RuntimeReport[] {
  // asc's i64; addresses need only the low half.
  const segmentBytes = new Map(compiler.memorySegments.map(({ offset, buffer }) => [(offset as unknown as Int64).low, buffer.length]));
  const prefix = libraryPrefix(compilation);
  const parts: RuntimeReport[] = [];
  for (const file of compilation.program.filesByName.values()) {
    if (!file.internalName.startsWith(prefix)) continue;
    let bytes = 0;
    for (const member of file.members?.values() ?? []) {
      if (member.kind != ElementKind.Global || !member.internalName.startsWith(`${file.internalName}/`)) continue; // an import is its own file's
      // A plain constant may happen to have the value of an address.
      if ((member as Global).initializerNode?.kind != NodeKind.Call) continue;
      const address = constantOf(compiler.module, member.internalName);
      if (address == null) continue;
      bytes += segmentBytes.get(address) ?? 0;
      segmentBytes.delete(address); // two names of one place count once
    }
    if (bytes) parts.push({ part: file.internalName.slice(prefix.length), bytes });
  }
  return parts;
}

/** Address behind a constant of the library (`control/CONTROL`); null where the program does not use it. */
export function libraryAddress(compilation: Compilation, compiler: Compiler, name: string): number | null {
  return constantOf(compiler.module, libraryPrefix(compilation) + name);
}

/** What the names of the library's elements begin with. */
function libraryPrefix(compilation: Compilation): string {
  return compilation.promise.declaration.range.source.internalPath.replace(/promise$/, "");
}

/** Value of an i32 global that starts as a constant; null for another one, or one that the program does not use. */
function constantOf(module: Module, name: string): number | null {
  const ref = module.getGlobal(name);
  const value = ref ? raw._BinaryenGlobalGetInitExpr(ref) : 0;
  if (!value || raw._BinaryenExpressionGetId(value) != ExpressionId.Const || raw._BinaryenExpressionGetType(value) != TypeRef.I32) return null;
  return raw._BinaryenConstGetValueI32(value);
}

function proofOf(compilation: Compilation, compiler: Compiler, lowered: LoweredProgram): AllocationProof {
  const { module } = compiler;
  const graph = callGraph(module, compiler.functionTable.map(fn => fn.internalName));
  const forms = [(name: string) => name, (name: string) => name + RESUME, startName, spawnName, exportName];
  const roots = [...lowered.functions.keys()].flatMap(name => forms.map(form => form(name))).filter(name => module.hasFunction(name));
  const path = pathToHeap(graph, roots);
  if (!path) return { proved: true };
  return {
    proved: false,
    path: path.map(name => {
      const location = locationOf(compilation, name.replace(/~(resume|start|spawn|export)$/, ""));
      return location ? `${name} (${location})` : name;
    }),
  };
}

/** `file:line` of the function's declaration; empty for one that asc or the lowering made. */
function locationOf(compilation: Compilation, name: string): string {
  const element = compilation.program.instancesByName.get(name.replace(/~entry$/, ""));
  if (!(element instanceof AscFunction)) return "";
  const { source, start } = element.identifierNode.range;
  return `${source.normalizedPath}:${source.lineAt(start)}`;
}

function alignUp(bytes: number, alignment: number): number {
  return Math.ceil(bytes / alignment) * alignment;
}
