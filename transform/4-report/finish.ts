// 4-report: what the lowering knows -> the module's custom section for hosts, the report for people, the limits they set.

import type { Compiler, Function as AscFunction } from "assemblyscript";
import { report as diagnose } from "../errors.js";
import type { LoweredProgram } from "../3-lower/lower.js";
import { RESUME } from "../3-lower/emit.js";
import { TASK_BYTES } from "../3-lower/frame.js";
import { promisedType, type Compilation } from "../state.js";
import { proveAllocationFree } from "./allocation.js";
import { attachReport, type Report, type TaskReport } from "./report.js";

/** Bytes of the control block, the rings block, and one entry of each ring (abi.json). */
const CONTROL_BYTES = 64;
const RINGS_BYTES = 32;
const RING_ENTRY_BYTES = 32 + 16;

/** Where static memory begins and ends. */
export interface StaticMemory {
  readonly begin: number;
  /** End of asc's data, before pools. */
  readonly dataEnd: number;
  /** End of everything: where the heap begins. */
  readonly end: number;
}

/** Adds the section `tacet`, leaves the report on the program, and refuses what is over the limits. */
export function finish(compilation: Compilation, compiler: Compiler, lowered: LoweredProgram, memory: StaticMemory): void {
  addSection(compilation, compiler, lowered);
  const report = makeReport(compilation, compiler, lowered, memory);
  attachReport(compilation.program, report);
  const { memoryLimit, allocationFree } = compilation.options;
  if (memoryLimit && memory.end > memoryLimit) diagnose(compiler, "TACET060", null, `${memory.end}`, `${memoryLimit}`);
  if (allocationFree && !report.allocation.proved) {
    diagnose(compiler, "TACET061", firstRoot(lowered, report.allocation.path)?.identifierNode.range ?? null, report.allocation.path.join(" -> "));
  }
}

function addSection(compilation: Compilation, compiler: Compiler, lowered: LoweredProgram): void {
  const exports = lowered.exports.map(e => {
    const { asc } = lowered.sources.get(e.callee)!;
    return {
      name: e.name,
      params: asc.signature.parameterTypes.map(t => t.toString()),
      result: promisedType(compilation, asc.signature.returnType)!.toString(),
      pool: lowered.pools.find(p => p.callee == e.callee)!.slots,
    };
  });
  const section = {
    abi: 1,
    resultOffset: TASK_BYTES + lowered.form.bytes,
    exports,
    host: compilation.hostFunctions,
    main: exports.some(e => e.name == "main"),
  };
  compiler.module.addCustomSection("tacet", new TextEncoder().encode(JSON.stringify(section)));
}

function makeReport(compilation: Compilation, compiler: Compiler, lowered: LoweredProgram, memory: StaticMemory): Report {
  const taskOf = (name: string, kind: TaskReport["kind"], owner?: string): TaskReport => {
    const stackBytes = lowered.stackBytes.get(name) ?? 0;
    return { kind, function: name, stackBytes, taskBytes: stackBytes + TASK_BYTES, ...owner === undefined ? {} : { owner } };
  };
  const tasks: TaskReport[] = [];
  for (const pool of lowered.pools) {
    const exported = lowered.exports.find(e => e.callee == pool.callee);
    tasks.push(taskOf(pool.callee, exported ? exported.name == "main" ? "main" : "export" : "spawn"));
  }
  for (const [name, lo] of lowered.functions) for (const child of lo.fn.children) tasks.push(taskOf(child.callee, "child", name));
  const usesRings = compiler.module.hasFunction(compilation.library.find("submit")?.internalName ?? "");
  const ringLog2 = Number(compilation.program.options.globalAliases?.get("TACET_RING_LOG2") ?? 6);
  const ringsBytes = CONTROL_BYTES + (usesRings ? RINGS_BYTES + (RING_ENTRY_BYTES << ringLog2) : 0);
  const roots = [...lowered.functions.keys()].flatMap(name => [name, name + RESUME]).filter(name => compiler.module.hasFunction(name));
  return {
    functions: [...lowered.functions].map(([name, lo]) => ({
      name,
      location: locationOf(lowered.sources.get(name)!.asc),
      frameBytes: lo.index >= 0 || lo.fn.areas.length || lo.fn.children.length ? lo.frame.bytes : 0,
      states: lo.states.size,
    })),
    tasks,
    pools: lowered.pools.map(p => ({ function: p.callee, slots: p.slots, slotBytes: p.slotBytes, bytes: p.slots * p.slotBytes + 12 })),
    ringsBytes,
    staticBytes: memory.dataEnd - memory.begin - ringsBytes,
    ramBytes: memory.end,
    allocation: proveAllocationFree(compiler, roots, name => describe(lowered, name)),
  };
}

function describe(lowered: LoweredProgram, name: string): string {
  const plain = name.replace(RESUME, "");
  const source = lowered.sources.get(plain);
  return source ? `${plain} (${locationOf(source.asc)})` : plain;
}

function firstRoot(lowered: LoweredProgram, path: readonly string[]): AscFunction | undefined {
  return lowered.sources.get(path[0]?.replace(/ \(.*$/, "") ?? "")?.asc;
}

function locationOf(fn: AscFunction): string {
  const { range } = fn.identifierNode;
  return `${range.source.normalizedPath}:${range.source.lineAt(range.start)}`;
}
