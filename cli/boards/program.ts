// Program: entries and asc options, or a finished module -> what a firmware is made of: the module, where its memory lies, and
// how its await stacks are read.
// Programs for boards are compiled for size and memory unless the user says otherwise: these are defaults, the weakest settings.

import { resolve } from "node:path";
import type { AwaitMap } from "../../host/awaits.js";
import { awaitMapOf } from "../../transform/4-report/awaits.js";
import type { Layout } from "../../transform/4-report/layout.js";
import { reportOf, type Report } from "../../transform/4-report/report.js";
import type { Arguments } from "../arguments.js";
import { readAwaitMapBeside } from "../awaits.js";
import { compile } from "../compile.js";
import { isCommandTarget } from "../configuration.js";
import { ConfigurationError, UsageError } from "../errors.js";
import { checkMainParameters, checkMainResult } from "../main-parameters.js";
import { readModule } from "../wasm.js";
import { sectionsOf } from "../../host/wasm-format.js";

const USE = [
  "TACET_LAYOUT=1", "TACET_ONLY_MAIN=1", "TACET_TIMER_SLOTS=0", "TACET_CONSOLE_BYTES=512", "TACET_RING_LOG2=2", "TACET_FRAME_ENDS=1", "TACET_AWAIT_MAP=0",
] as const;

/** What asc is told where nobody says otherwise. Names of functions stay in the module (not in the firmware) for the report. */
export const BOARD_DEFAULTS = {
  optimizeLevel: 3,
  shrinkLevel: 2,
  debug: true,
  memoryBase: 4,
  use: [...USE, "TACET_DEADLINE_CHECKS=0"],
};

/** Who runs or debugs a program is told its await stacks, even one that has no console, and of sleeps too long for the compact profile. */
const RUN_DEFAULTS = { ...BOARD_DEFAULTS, use: [...USE, "TACET_RUNNING_TASK=1"] };

/** With --debug: guard words behind frames and task stacks, too. */
const DEBUG_DEFAULTS = { ...RUN_DEFAULTS, use: [...RUN_DEFAULTS.use, "TACET_CANARY=1"] };

/** What the section `tacet` tells beside the signatures. */
export interface ProgramFacts {
  readonly resultOffset: number;
  readonly error?: { readonly message: number; readonly name: number };
}

export interface Program {
  readonly wasm: Uint8Array;
  /** Where the module is, or would be if it were kept; absolute. */
  readonly outFile: string;
  readonly layout: Layout;
  readonly facts: ProgramFacts;
  readonly awaits: AwaitMap | undefined;
  /** Undefined for a module that was compiled before. */
  readonly report: Report | undefined;
}

/** @returns undefined when it does not compile; the diagnostics are printed then */
export async function programOf(parsed: Arguments, command: string): Promise<Program | undefined> {
  const entry = parsed.entries[0];
  if (entry?.endsWith(".wasm")) {
    const wasm = await readModule(entry);
    return { wasm, outFile: resolve(entry), ...partsOf(wasm, entry), awaits: await readAwaitMapBeside(entry, wasm), report: undefined };
  }
  const target = parsed.ascOptions.get("target");
  if (isCommandTarget(target)) throw new UsageError(`--board makes firmware, which runs without an engine: leave out --target ${target}`);
  const defaults = parsed.ascOptions.has("debug") ? DEBUG_DEFAULTS : command === "run" ? RUN_DEFAULTS : BOARD_DEFAULTS;
  const result = await compile(parsed, { emit: false, defaults });
  if (result.kind === "none") throw new UsageError(`${command} needs a module: leave out --noEmit`);
  if (result.kind === "failed") return undefined;
  const { wasm, outFile, program } = result;
  if (reportOf(program) === undefined) throw new UsageError("the program has no async function: a program is `export async function main(): Promise<i32>`");
  return { wasm, outFile, ...partsOf(wasm, entry ?? "the program"), awaits: awaitMapOf(program), report: reportOf(program) };
}

/** Imports of asc's library -> what programs for boards have instead. */
const INSTEAD: ReadonlyMap<string, string> = new Map([
  ["Date.now", "now() tells microseconds"], ["performance.now", "now() tells microseconds"], ["trace", "console.log prints"],
  ["seed", "Math.random asks for a seed: a generator of the program's own needs none of others"],
]);

/** Refuses a module with imports: in firmware nobody has what they ask for. */
function checkImports(wasm: Uint8Array, name: string): void {
  const imports = WebAssembly.Module.imports(new WebAssembly.Module(wasm as Uint8Array<ArrayBuffer>));
  if (imports.length === 0) return;
  const wanted = imports.map(({ module, name: member }) => `${module}.${member}`).join(", ");
  const hints = [...new Set(imports.flatMap(({ name: member }) => INSTEAD.get(member) ?? []))];
  throw new UsageError([`${name} imports ${wanted}, which no board has`, ...hints].join("; "));
}

function partsOf(wasm: Uint8Array, name: string): { layout: Layout; facts: ProgramFacts } {
  const sections = sectionsOf(wasm);
  const json = (section: string): Record<string, unknown> | undefined => {
    const found = sections.find(s => s.name === section);
    try {
      return found && JSON.parse(new TextDecoder().decode(found.content)) as Record<string, unknown>; // written by our own compiler
    } catch {
      throw new ConfigurationError(new Error(`${name} is damaged: its section '${section}' is no JSON; build it again`));
    }
  };
  const section = json("tacet");
  if (section?.["main"] !== true) throw new UsageError(`${name} has no main: write \`export async function main(): Promise<i32>\``);
  const main = (section["exports"] as { name: string; params: string[]; result: string }[]).find(fn => fn.name === "main");
  if (main) {
    checkMainParameters(main, "a board", false);
    checkMainResult(main);
  }
  if (Array.isArray(section["host"]) && section["host"].length > 0) {
    const names = (section["host"] as { name: string }[]).map(fn => fn.name).join(", ");
    throw new UsageError(`${name} calls @host functions, which boards do not have yet: ${names}`);
  }
  checkImports(wasm, name);
  const layout = json("tacet.layout");
  if (layout === undefined) throw new UsageError(`${name} does not tell where its memory ends: compile it with --use TACET_LAYOUT=1`);
  return { layout: layout as unknown as Layout, facts: { resultOffset: 16, ...section } as ProgramFacts };
}
