// 4-report: what the lowering knows -> the module's custom section for hosts, the report for people, the limits they set.

import type { Compiler, DiagnosticEmitter, Function as AscFunction, Property, PropertyPrototype, Range, Type } from "assemblyscript";
import { NUMERIC } from "../2-desugar/host.js";
import { plainName } from "../2-desugar/promises.js";
import { errorClass } from "../2-desugar/throwing.js";
import { report as diagnose } from "../errors.js";
import { MAIN } from "../3-lower/entries.js";
import { NARROW, TASK_BYTES } from "../3-lower/frame.js";
import type { LoweredProgram } from "../3-lower/lower.js";
import { sourceOf } from "../3-lower/starts.js";
import { libraryAddress } from "../3-lower/statics.js";
import type { CommandKind } from "../options.js";
import { keepsMap, promisedType, type Compilation } from "../state.js";
import { attachAwaitMap, awaitMapFrom } from "./awaits.js";
import { callGraph, type CallGraph } from "./calls.js";
import { defaultsOf } from "./defaults.js";
import { isExitCode } from "./exit-codes.js";
import { addLayout } from "./layout.js";
import { addMemoryBytes } from "./memory-bytes.js";
import { measure } from "./measure.js";
import { attachReport } from "./report.js";

/** Bytes from a task to its result, as a host takes it for granted. */
const RESULT_OFFSET = TASK_BYTES + NARROW.bytes;

/** What addresses of 16 bits reach. */
const COMPACT_MEMORY_MAX = 65536;

/** Adds the section `tacet`, leaves the report on the program, and refuses what is over the limits of options.ts. */
export function finish(compilation: Compilation, compiler: Compiler, lowered: LoweredProgram): void {
  addSection(compilation, compiler, lowered);
  const graph = callGraph(compiler);
  const report = measure(compilation, compiler, lowered, graph);
  attachReport(compilation.program, report);
  if (compilation.options.layout) addLayout(compilation, compiler, lowered, report);
  lintFrames(compilation, compiler, lowered);
  checkStaticOwners(compiler, lowered, graph);
  if (compilation.command) checkCommand(compilation, compiler, lowered, compilation.command);
  else if (!compilation.options.onlyMain) checkExports(compilation, compiler, lowered);
  if (compilation.command == "wamr") addMemoryBytes(compiler, graph, report.ramBytes);
  const { memoryLimit: limit, allocationFree, compact } = compilation.options;
  const memoryLimit = compact ? Math.min(limit || COMPACT_MEMORY_MAX, COMPACT_MEMORY_MAX) : limit;
  if (memoryLimit && report.ramBytes > memoryLimit) diagnose(compiler, "TACET060", null, `${report.ramBytes}`, `${memoryLimit}`);
  if (allocationFree && !report.allocation.proved) {
    const { path } = report.allocation;
    diagnose(compiler, "TACET061", rootOf(lowered, path)?.identifierNode.range ?? null, path.join(" -> "));
  }
}

/** Types of the values that cross to hosts. */
const CROSSING: ReadonlySet<string> = new Set([...NUMERIC, "string", "void"]);

/** Refuses exports that no host could call. */
function checkExports(compilation: Compilation, compiler: Compiler, { exports, sources }: LoweredProgram): void {
  for (const { name, callee } of exports) {
    const { signature, prototype } = sources.get(callee)!.asc;
    const { parameters, returnType } = prototype.functionTypeNode;
    const check = (type: Type, what: string, range: Range): void => {
      if (!CROSSING.has(typeName(type))) diagnose(compiler, "TACET141", range, name, what, plainName(type));
    };
    signature.parameterTypes.forEach((type, i) => check(type, `parameter '${parameters[i].name.text}'`, parameters[i].type.range));
    check(promisedType(compilation, signature.returnType)!, "its result", returnType.range);
  }
}

/** What starts a command. */
const START = "export async function main(): Promise<i32>";
/** Who starts a command. */
const STARTER: Readonly<Record<CommandKind, string>> = { wasi: "a WASI runtime", wamr: "iwasm" };

/** Refuses a command that nothing can start. */
function checkCommand(compilation: Compilation, compiler: Compiler, lowered: LoweredProgram, command: CommandKind): void {
  const main = lowered.exports.find(e => e.name == MAIN);
  const asc = main && lowered.sources.get(main.callee)?.asc;
  if (!main) diagnoseNoMain(compiler, command);
  else if (asc?.signature.parameterTypes.length) {
    diagnose(compiler, "TACET091", asc.identifierNode.range, `its 'main' has parameters, and ${STARTER[command]} passes none`, "main() without them, and use args()", command);
  } else if (asc) {
    const result = typeName(promisedType(compilation, asc.signature.returnType)!);
    if (!isExitCode(result)) diagnose(compiler, "TACET091", asc.identifierNode.range, `'${result}', which its 'main' gives, is no exit code`, START, command);
  }
}

/** Says that a command has no `main`. */
export function diagnoseNoMain(emitter: DiagnosticEmitter, command: CommandKind): void {
  diagnose(emitter, "TACET091", null, "it exports no async function 'main'", START, command);
}

/** Refuses a plain function that may run again inside itself while its generators lie in static memory. */
function checkStaticOwners(compiler: Compiler, lowered: LoweredProgram, graph: CallGraph): void {
  const nice = (name: string): string => sourceOf(name.slice(name.lastIndexOf("/") + 1));
  for (const { name, generator, origin } of lowered.staticOwners) {
    const path = pathBack(graph, name);
    if (!path) continue;
    const cycle = path.map(nice).filter((step, i, all) => step != all[i - 1]).join(" -> ");
    diagnose(compiler, "TACET027", lowered.rangeOf(origin), nice(generator), nice(name), `it lies in static memory, and '${nice(name)}' may run again inside itself: ${cycle}`);
  }
}

/** The shortest way of calls from `name` to itself, both ends included; null where there is none. */
function pathBack(graph: CallGraph, name: string): string[] | null {
  const from = new Map<string, string>();
  const queue = [name];
  for (let at = queue.shift(); at !== undefined; at = queue.shift()) {
    for (const next of graph.callees(at)) {
      if (next == name) {
        const path = [name];
        for (let step: string = at; step != name; step = from.get(step)!) path.unshift(step);
        return [name, ...path];
      }
      if (from.has(next)) continue;
      from.set(next, at);
      queue.push(next);
    }
  }
  return null;
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

function addJson(compiler: Compiler, name: string, value: object): void {
  compiler.module.addCustomSection(name, new TextEncoder().encode(JSON.stringify(value)));
}

/** The async function a path to the heap begins in. */
function rootOf(lowered: LoweredProgram, path: readonly string[]): AscFunction | undefined {
  return lowered.sources.get(path[0]?.replace(/ \(.*$/, "") ?? "")?.asc;
}

function addSection(compilation: Compilation, compiler: Compiler, lowered: LoweredProgram): void {
  const exports = lowered.exports.map(e => {
    const { asc } = lowered.sources.get(e.callee)!;
    return {
      name: e.name,
      params: asc.signature.parameterTypes.map(typeName),
      defaults: defaultsOf(asc),
      result: typeName(promisedType(compilation, asc.signature.returnType)!),
      pool: lowered.pools.find(p => p.callee == e.callee)!.slots,
    };
  });
  const resultOffset = lowered.form.taskBytes + lowered.form.bytes;
  // What is as the host takes it for granted is left out.
  const section = {
    ...compilation.command ? { target: compilation.command, control: libraryAddress(compilation, compiler, "control/CONTROL") } : {},
    ...resultOffset == RESULT_OFFSET || !exports.length ? {} : { resultOffset },
    ...exports.length && !compilation.command ? { exports } : {},
    ...compilation.hostFunctions.length ? { host: compilation.hostFunctions } : {},
    ...lowered.exports.some(e => e.isProgram) ? { main: true } : {},
    ...lowered.throws ? { error: errorLayout(compiler) } : {},
  };
  addJson(compiler, "tacet", section);
  const map = awaitMapFrom(compilation, compiler, lowered);
  attachAwaitMap(compilation.program, map);
  if (keepsMap(compilation)) addJson(compiler, "tacet.map", map);
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
