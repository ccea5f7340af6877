// 4-report: what the lowering knows -> the module's custom section for hosts, the report for people, the limits they set.

import type { Compiler, Function as AscFunction, Property, PropertyPrototype, Type } from "assemblyscript";
import { errorClass } from "../2-desugar/throwing.js";
import { report as diagnose } from "../errors.js";
import { TASK_BYTES } from "../3-lower/frame.js";
import type { LoweredProgram } from "../3-lower/lower.js";
import { promisedType, type Compilation } from "../state.js";
import { measure } from "./measure.js";
import { attachReport } from "./report.js";

/** Adds the section `tacet`, leaves the report on the program, and refuses what is over the limits of options.ts. */
export function finish(compilation: Compilation, compiler: Compiler, lowered: LoweredProgram): void {
  addSection(compilation, compiler, lowered);
  const report = measure(compilation, compiler, lowered);
  attachReport(compilation.program, report);
  lintFrames(compilation, compiler, lowered);
  const { memoryLimit, allocationFree } = compilation.options;
  if (memoryLimit && report.ramBytes > memoryLimit) diagnose(compiler, "TACET060", null, `${report.ramBytes}`, `${memoryLimit}`);
  if (allocationFree && !report.allocation.proved) {
    const { path } = report.allocation;
    diagnose(compiler, "TACET061", rootOf(lowered, path)?.identifierNode.range ?? null, path.join(" -> "));
  }
}

/** Warns of the largest storage in each frame that is over the limit. */
function lintFrames(compilation: Compilation, compiler: Compiler, lowered: LoweredProgram): void {
  const { frameLimit } = compilation.options;
  for (const { fn, frame } of lowered.functions.values()) {
    if (frame.bytes <= frameLimit || !fn.areas.length) continue;
    const largest = fn.areas.reduce((a, b) => b.bytes > a.bytes ? b : a);
    const name = fn.name.slice(fn.name.lastIndexOf("/") + 1);
    diagnose(compiler, "TACET084", lowered.rangeOf(largest.origin), `${largest.bytes}`, `${frame.bytes}`, name, `${frameLimit}`);
  }
}

/**
 * (function, state) -> the source lines of the await and of those it was inlined into, innermost first. By it a host reads
 * await stacks from memory; it is never loaded, and boards leave it out.
 */
function awaitMap(lowered: LoweredProgram): object {
  const functions = lowered.resumes.map(name => {
    const lines: Record<number, string[]> = {};
    for (const [site, state] of lowered.functions.get(name)!.states) {
      const via = site.via ?? [];
      const names = [...via.map(v => v.name), name];
      const origins = [site.origin, ...via.map(v => v.origin)];
      lines[state] = names.map((n, i) => {
        const at = lowered.rangeOf(origins[i]) ?? lowered.sources.get(n)!.asc.identifierNode.range;
        return `${n.slice(n.lastIndexOf("/") + 1)} (${at.source.normalizedPath}:${at.source.lineAt(at.start)})`;
      });
    }
    return { name: name.slice(name.lastIndexOf("/") + 1), lines };
  });
  return { runningTask: lowered.runningTask, wide: lowered.form.wide, functions };
}

function addJson(compiler: Compiler, name: string, value: object): void {
  compiler.module.addCustomSection(name, new TextEncoder().encode(JSON.stringify(value)));
}

/** The async function a path to the heap begins in. */
function rootOf(lowered: LoweredProgram, path: readonly string[]): AscFunction | undefined {
  const name = path[0]?.replace(/ \(.*$/, "").replace(/~(resume|start|spawn|export)$/, "") ?? "";
  return lowered.sources.get(name)?.asc;
}

function addSection(compilation: Compilation, compiler: Compiler, lowered: LoweredProgram): void {
  const exports = lowered.exports.map(e => {
    const { asc } = lowered.sources.get(e.callee)!;
    return {
      name: e.name,
      params: asc.signature.parameterTypes.map(typeName),
      result: typeName(promisedType(compilation, asc.signature.returnType)!),
      pool: lowered.pools.find(p => p.callee == e.callee)!.slots,
    };
  });
  const section = {
    abi: 1,
    resultOffset: TASK_BYTES + lowered.form.bytes,
    exports,
    host: compilation.hostFunctions,
    main: exports.some(e => e.name == "main"),
    ...lowered.throws ? { error: errorLayout(compiler) } : {},
  };
  addJson(compiler, "tacet", section);
  // Whoever compiles for size (-Os, -Oz) pays for no names: traps there show message, file and line.
  if (!compiler.options.shrinkLevelHint) addJson(compiler, "tacet.map", awaitMap(lowered));
}

/** Where a host finds the text of an Error. */
function errorLayout(compiler: Compiler): object {
  const error = errorClass(compiler);
  const offset = (name: string): number => ((error.members!.get(name) as PropertyPrototype).instance as Property).memoryOffset;
  return { message: offset("message"), name: offset("name") };
}

/** As the contract names types: what the host can pass, and strings, by one word. */
function typeName(type: Type): string {
  const name = type.toString();
  return name === "~lib/string/String" ? "string" : name;
}
