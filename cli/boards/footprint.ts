// Footprint: a firmware and the compiler's report -> who takes which bytes of the board's flash and RAM, and what is left.
//
// Functions are told apart by their names in the ELF file: wasm2c keeps the module's. What gcc inlined counts where it went, most of
// all into `main`, which holds the loop, start-up and the turn.

import type { Report } from "../../transform/4-report/report.js";
import { table, type Cell } from "../table.js";
import type { Board } from "./definition.js";
import type { Firmware, Symbol } from "./firmware.js";
import type { Program } from "./program.js";
import { blockBytes, BLOCKS, WORD_BYTES, type Block } from "./shared-words.js";

/** Whose bytes they are. */
export type Owner = "program" | "executor" | "AssemblyScript" | "board";

export interface Part {
  readonly owner: Owner;
  readonly name: string;
  readonly bytes: number;
}

export interface Memory {
  readonly parts: readonly Part[];
  readonly usedBytes: number;
  /** Set aside for the stack; 0 for flash. */
  readonly stackBytes: number;
  readonly freeBytes: number;
  readonly boardBytes: number;
}

/** What `tacet report --board NAME --json` prints. */
export interface Footprint {
  readonly board: string;
  readonly flash: Memory;
  readonly ram: Memory;
}

const RUNTIME = "~lib/tacet/assembly/";

export function footprintOf(firmware: Firmware, program: Program, board: Board): Footprint {
  const flash = firmware.symbols.filter(({ kind }) => kind !== "ram").map(codePart);
  const ram = [
    ...memoryParts(program, firmware),
    ...firmware.symbols.filter(({ kind, name }) => kind !== "flash" && name !== "guest_memory").map(variablePart),
  ];
  return {
    board: board.name,
    flash: memory(flash, firmware.flashBytes, 0, board.flash.bytes, "constants, tables, padding"),
    ram: memory(ram, firmware.ramBytes, board.stackBytes, board.ram.bytes, program.report ? "heap, padding" : "memory of the program"),
  };
}

function memory(parts: readonly Part[], usedBytes: number, stackBytes: number, boardBytes: number, rest: string): Memory {
  const known = merged(parts);
  const restBytes = usedBytes - known.reduce((sum, { bytes }) => sum + bytes, 0);
  if (restBytes > 0) known.push({ owner: "program", name: rest, bytes: restBytes });
  known.sort((a, b) => b.bytes - a.bytes);
  return { parts: known, usedBytes, stackBytes, freeBytes: boardBytes - usedBytes - stackBytes, boardBytes };
}

/** One part for all that has its name. */
function merged(parts: readonly Part[]): Part[] {
  const byName = new Map<string, Part>();
  for (const part of parts) {
    const key = `${part.owner} ${part.name}`;
    byName.set(key, { ...part, bytes: part.bytes + (byName.get(key)?.bytes ?? 0) });
  }
  return [...byName.values()].filter(({ bytes }) => bytes > 0);
}

/** `w2c_app_0x7Elib0x2Ftacet0x2Fassembly0x2Fpoll0x2Fend.part.0` -> poll/end of the executor. */
function codePart({ name, bytes }: Symbol): Part {
  const wasm = /^w2c_\w+?_(.+?)(?:\.\w+\.\d+)*$/.exec(name);
  if (!wasm) return { owner: "board", name: name === "main" ? "main: loop, start-up, turn" : name, bytes };
  const full = decoded(wasm[1]!);
  if (full.startsWith(RUNTIME)) return { owner: "executor", name: full.slice(RUNTIME.length), bytes };
  if (full.startsWith("~tacet/")) return { owner: "executor", name: full.slice("~tacet/".length), bytes };
  if (full.startsWith("~")) return { owner: "AssemblyScript", name: full, bytes };
  // A function, its resumes and its starts are one thing to whoever wrote it.
  return { owner: "program", name: full.replace(/~(resume|start|spawn|export|entry)$/, ""), bytes };
}

/** `w2c_app0x2Fcount` -> app/count of the program. */
function variablePart({ name, bytes }: Symbol): Part {
  const global = /^w2c_(.+)$/.exec(name);
  if (!global) return { owner: "board", name, bytes };
  const full = decoded(global[1]!);
  const shared = /^~(\w+)\/\d+$/.exec(full);
  if (shared) return { owner: "executor", name: partOf(shared[1] as Block), bytes };
  if (full.startsWith(RUNTIME)) return { owner: "executor", name: full.slice(RUNTIME.length), bytes };
  return { owner: full.startsWith("~") ? "AssemblyScript" : "program", name: full, bytes };
}

/** The module's name for what wasm2c calls so. */
function decoded(name: string): string {
  return name.replace(/0x([0-9A-F]{2})/g, (_text, digits: string) => String.fromCharCode(parseInt(digits, 16)));
}

/** What the library calls the part that a shared block belongs to. */
function partOf(block: Block): string {
  return block === "rings" ? "ring" : block;
}

function memoryParts({ report, layout }: Program, { shared }: Firmware): Part[] {
  if (!report) return [];
  const cutOf = (part: string): number => {
    const block = shared && BLOCKS.find(name => partOf(name) === part);
    return block === undefined ? 0 : blockBytes(block, layout) - WORD_BYTES * shared!.kept.filter(word => word.startsWith(`${block}/`)).length;
  };
  const paddingBytes = shared ? layout.ramBytes - shared.memoryBytes - BLOCKS.reduce((sum, block) => sum + blockBytes(block, layout), 0) : 0;
  return [
    ...report.pools.map((pool): Part => ({ owner: "program", name: `tasks of ${pool.function}`, bytes: pool.bytes })),
    { owner: "program", name: "constants and data", bytes: report.staticBytes - paddingBytes },
    ...report.runtime.map(({ part, bytes }): Part => ({ owner: "executor", name: part, bytes: bytes - cutOf(part) })),
    ...shadowStack(report),
  ];
}

function shadowStack({ shadowStackBytes }: Report): Part[] {
  return shadowStackBytes ? [{ owner: "AssemblyScript", name: "collector's stack", bytes: shadowStackBytes }] : [];
}

/** The footprint as text, for a terminal. */
export function renderFootprint({ board, flash, ram }: Footprint): string {
  return `${render(`Flash of ${board}`, flash)}\n\n${render(`RAM of ${board}`, ram)}\n`;
}

function render(title: string, { parts, usedBytes, stackBytes, freeBytes, boardBytes }: Memory): string {
  const rows: (readonly Cell[])[] = parts.map(({ owner, name, bytes }) => [owner, name, bytes]);
  rows.push(["", "used", usedBytes]);
  if (stackBytes) rows.push(["", "stack", stackBytes]);
  rows.push(["", `left of ${boardBytes.toLocaleString("en-US")}`, freeBytes]);
  return table(title, ["of", "part", "bytes"], rows);
}
