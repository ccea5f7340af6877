// tacet report: the compiler's Report and the finished module -> a text table, or JSON for tools.
// Nothing is written to disk: a report is a question.

import { reportOf, type AllocationProof, type Report } from "../transform/4-report/report.js";
import { mustNotWrite, parseArguments } from "./arguments.js";
import { BOARD_OPTIONS, mustBeForBoard } from "./boards/options.js";
import { compile } from "./compile.js";
import { UsageError } from "./errors.js";
import { table } from "./table.js";
import { codeBytes } from "./wasm.js";

/** What `tacet report --json` prints. */
export interface ModuleReport extends Report {
  /** Bytes of the code section. */
  readonly codeBytes: number;
  /** Bytes of the whole binary. */
  readonly moduleBytes: number;
}

/** @returns exit code */
export async function report(words: readonly string[]): Promise<number> {
  const parsed = parseArguments(words, ["json"], [...BOARD_OPTIONS, "treemap"]);
  if (parsed.forProgram.length) throw new UsageError("report takes no program arguments; `tacet run` does");
  mustNotWrite(parsed, "report");
  const board = parsed.values.get("board");
  if (board !== undefined) return (await import("./boards/commands.js")).reportForBoard(parsed, board);
  mustBeForBoard(parsed);
  if (parsed.values.has("treemap")) throw new UsageError("a treemap is one of a board's memory: tacet report app.ts --board NAME --treemap file.svg");
  const result = await compile(parsed, { emit: false });
  if (result.kind === "failed") return 1;
  if (result.kind === "none") throw new UsageError("report needs a module: leave out --noEmit");
  const known = reportOf(result.program);
  if (!known) {
    process.stderr.write("tacet: the program has no async function: there is nothing to report\n");
    return 1;
  }
  const full: ModuleReport = { ...known, codeBytes: codeBytes(result.wasm), moduleBytes: result.wasm.length };
  process.stdout.write(parsed.switches.has("json") ? `${JSON.stringify(full, null, 2)}\n` : renderReport(full));
  return 0;
}

/** The report as text, for a terminal. */
export function renderReport(report: ModuleReport): string {
  const parts = [
    table("Frames", ["function", "bytes", "states", "declared at"],
      [...report.functions].sort((a, b) => b.frameBytes - a.frameBytes)
        .map(f => [f.name, f.frameBytes, f.states, f.location])),
    table("Tasks", ["kind", "function", "stack max", "task bytes", "owner"],
      report.tasks.map(t => [t.kind, t.function, t.stackBytes, t.taskBytes, t.owner ?? ""])),
    table("Pools", ["function", "slots", "slot bytes", "bytes"],
      report.pools.map(p => [p.function, p.slots, p.slotBytes, p.bytes])),
    table("Memory", ["", "bytes"], [
      ["constants and data", report.staticBytes],
      ["pools", report.pools.reduce((sum, p) => sum + p.bytes, 0)],
      ...report.runtime.map(({ part, bytes }) => [`runtime: ${part}`, bytes] as const),
      ...(report.shadowStackBytes ? [["collector's stack", report.shadowStackBytes] as const] : []),
      ["RAM in total", report.ramBytes],
      ["code", report.codeBytes],
      ["module", report.moduleBytes],
    ]),
    renderProof(report.allocation),
  ];
  return `${parts.filter(part => part !== "").join("\n\n")}\n`;
}

function renderProof(proof: AllocationProof): string {
  if (proof.proved) return "Allocation: none, proved: no async function reaches the heap.";
  return ["Allocation: the heap is reachable from async code:", ...proof.path.map((step, depth) => `  ${"  ".repeat(depth)}${step}`)].join("\n");
}
