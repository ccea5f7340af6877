// Firmware: a program and a board -> an ELF file, and the bytes of it that are flashed.
//
//   module -> wasm2c.ts -> app.c, with config.h and boards/common/firmware.c -> gcc -Os -> app.elf -> objcopy -> .bin, .hex, .uf2
//
// Everything is one translation unit. What the program does not use is not configured in: no console, no rings, no reports.

import { access, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { isAbsolute, join } from "node:path";
import { Feature, HostFeature } from "../../host/abi.js";
import { NOTED_BYTES } from "../../host/awaits.js";
import { InternalError, ToolError, UsageError } from "../errors.js";
import { fillChecksum } from "./checksum.js";
import { BOARDS_ROOT, type Board, type Region } from "./definition.js";
import type { Layout } from "../../transform/4-report/layout.js";
import { driversFor, PERIPHERALS, peripheralsOf } from "./peripherals.js";
import type { Program } from "./program.js";
import { memoryPages } from "../wasm.js";
import { keepsInRam, storageDefines, storageFor } from "./storage.js";
import { sharedHeader, withoutSharedWords, type Apart } from "./shared-words.js";
import { runTool } from "./tools.js";
import { toUf2 } from "./uf2.js";
import { toC, type GuestC } from "./wasm2c.js";

const PAGE_BYTES = 65536;
/** What the C parts take at most beside the program's memory. */
const C_RAM_BYTES = 512;
/**
 * What gcc does at -Os for speed: an order for pipelines, branches that it takes for unlikely behind a function's end, loops turned round, their
 * counters rewritten. Without these every program here is smaller, by 1 to 5 %.
 */
const SMALLER = ["-fno-schedule-insns2", "-fno-if-conversion", "-fno-guess-branch-probability", "-fno-tree-ch", "-fno-ivopts"];
/** Long turns take some milliseconds, so a shorter period would be a mistake. */
const WATCHDOG_MS_MIN = 10;

export interface FirmwareOptions {
  /** The end of the program ends the emulator or debugger session, too. */
  readonly semihosting: boolean;
  /** Heap of a program that allocates (runtime stub), in bytes. */
  readonly heapBytes?: number;
  /** The board's watchdog resets it when no turn ends for that long. */
  readonly watchdogMs?: number;
  /** Canaries at the end of the stack and of the program's memory, looked at after each turn. */
  readonly canaries?: boolean;
  /** No checks of memory accesses: only to measure what they cost. */
  readonly unchecked?: boolean;
  /** Reports of traps, errors and deadlocks on the console; without the option, where the program uses that. */
  readonly reports?: boolean;
}

export interface Symbol {
  readonly name: string;
  readonly bytes: number;
  /** Which memory it takes; initialised variables take both. */
  readonly kind: "flash" | "ram" | "both";
}

export interface Firmware {
  readonly elf: Uint8Array;
  /** What is flashed. */
  readonly bin: Uint8Array;
  /** The same as Intel HEX. */
  readonly hex: Uint8Array;
  /** The same for a drive, where the board's boot loader has one. */
  readonly uf2: Uint8Array | undefined;
  /** Bytes of flash: vectors, code, constants, initial values. */
  readonly flashBytes: number;
  /** Bytes of RAM without the stack. */
  readonly ramBytes: number;
  readonly symbols: readonly Symbol[];
  /** Undefined where the words that program and host share are part of the program's memory. */
  readonly shared: Apart | undefined;
}

/** @throws ToolError when a tool is missing or the firmware does not fit the board */
export async function buildFirmware(program: Program, board: Board, options: FirmwareOptions): Promise<Firmware> {
  const folder = await mkdtemp(join(tmpdir(), "tacet-firmware-"));
  try {
    const apart = keepsMemory(program, options) ? undefined : withoutSharedWords(program.wasm, program.layout);
    const guest = await toC(apart?.wasm ?? program.wasm, folder);
    const memoryBytes = apart?.memoryBytes ?? program.layout.ramBytes + heapBytes(program, guest, board, options);
    checkFit(memoryBytes, board);
    const storage = storageFor(program, board, memoryBytes, guest.mutableGlobals.length);
    const drivers = [...driversFor(program, board), ...watchdogDriver(board, options), ...storage ? [storage.driver] : []];
    const boardSources = await Promise.all([...drivers, ...board.sources].map(async file => `#include "${await locate(file, board)}"\n`));
    const config = configOf(program, memoryBytes, apart, options) + storageDefines(program, storage, guest.mutableGlobals).map(([name, value]) => define(name, value)).join("");
    await Promise.all([
      writeFile(join(folder, "app.c"), guest.source),
      writeFile(join(folder, "app.h"), apart ? sharedHeader(guest.header, apart) : guest.header),
      writeFile(join(folder, "config.h"), config),
      writeFile(join(folder, "board-sources.h"), boardSources.join("")),
      writeFile(join(folder, "memory.ld"), memoryScript(board, storage?.flash ?? board.flash)),
    ]);
    return { ...await link(folder, board), shared: apart };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function link(folder: string, board: Board): Promise<Omit<Firmware, "shared">> {
  const tool = (name: string): string => `${board.toolchain}-${name}`;
  const elf = join(folder, "app.elf");
  await runTool(tool("gcc"), [
    "-std=gnu11", ...board.compile, "-Os", ...SMALLER, "-g", "-fwhole-program", "-fno-math-errno", "-Wall", "-Wextra", "-Werror",
    "-I", folder, "-I", board.folder, "-I", join(BOARDS_ROOT, "common"),
    "-nostartfiles", "-Wl,--gc-sections", "-Wl,--fatal-warnings", "-L", folder, "-L", BOARDS_ROOT, "-T", await locate(board.linkerScript, board),
    "-o", elf, join(BOARDS_ROOT, "common/firmware.c"), ...board.link, "-lm",
  ]).catch((error: unknown) => {
    throw explainOverflow(error, board);
  });
  if (board.checksumSection !== undefined) await fillChecksum(elf, board.checksumSection, tool("objcopy"), folder);
  const bin = join(folder, "app.bin");
  const hex = join(folder, "app.hex");
  await Promise.all([
    runTool(tool("objcopy"), ["-O", "binary", elf, bin]),
    runTool(tool("objcopy"), ["-O", "ihex", elf, hex]),
  ]);
  const flashed = await readFile(bin);
  const [sections, names] = await Promise.all([runTool(tool("size"), ["-A", "-d", elf]), runTool(tool("nm"), ["-S", "-n", elf])]);
  const bytesOf = (...wanted: readonly string[]): number => wanted.reduce((sum, name) => sum + Number(new RegExp(`^\\${name}\\s+(\\d+)`, "m").exec(sections)?.[1] ?? 0), 0);
  return {
    elf: await readFile(elf), bin: flashed, hex: await readFile(hex),
    uf2: board.uf2 && toUf2(flashed, { family: Number(board.uf2.family), origin: Number(board.uf2.origin) }),
    flashBytes: bytesOf(".boot2", ".text", ".ARM.exidx", ".data"),
    ramBytes: bytesOf(".data", ".bss", ".noinit"),
    symbols: symbolsIn(names),
  };
}

function symbolsIn(text: string): Symbol[] {
  const seen = new Set<string>();
  const symbols: Symbol[] = [];
  for (const [, at, size, kind, name] of text.matchAll(/^([0-9a-f]+) ([0-9a-f]+) (\w) (.+)$/gm)) {
    if (seen.has(at!)) continue; // a second name of one place
    seen.add(at!);
    symbols.push({ name: name!, bytes: parseInt(size!, 16), kind: /[bB]/.test(kind!) ? "ram" : /[dD]/.test(kind!) ? "both" : "flash" });
  }
  return symbols;
}

/** Bytes behind static memory for a program that allocates: as asked for, or half of what the board has left; a quarter where two images take as much. */
function heapBytes({ layout, wasm }: Program, guest: GuestC, board: Board, options: FirmwareOptions): number {
  if (!guest.hasHeap) return 0;
  const room = memoryPages(wasm) * PAGE_BYTES - layout.ramBytes;
  if (guest.takesPages) return room;
  const left = board.ram.bytes - board.stackBytes - C_RAM_BYTES - layout.ramBytes;
  const share = keepsInRam(layout, board) ? 4 : 2;
  return Math.min(room, options.heapBytes ?? Math.max(0, Math.floor(left / share))) & ~7;
}

function watchdogDriver({ name, watchdog }: Board, { watchdogMs }: FirmwareOptions): string[] {
  if (watchdogMs === undefined) return [];
  if (!watchdog) throw new UsageError(`${name} has no watchdog, or no driver of it`);
  if (watchdogMs < WATCHDOG_MS_MIN || watchdogMs > watchdog.msMax) throw new UsageError(`--watchdog takes ${WATCHDOG_MS_MIN} to ${watchdog.msMax} milliseconds on ${name}, not ${watchdogMs}`);
  return [watchdog.driver];
}

/** A clear word before the linker's, where the program alone is too large. */
function checkFit(memoryBytes: number, board: Board): void {
  if (memoryBytes + board.stackBytes <= board.ram.bytes) return;
  throw new ToolError(
    `the program needs ${memoryBytes} bytes of memory and ${board.stackBytes} of stack, ${board.name} has ${board.ram.bytes}`,
    "tacet report shows where they go; --use TACET_CONSOLE_BYTES=n and TACET_RING_LOG2=n make buffers smaller, --runtime stub a heap",
  );
}

/** The linker's word for a firmware that does not fit, in ours. */
function explainOverflow(error: unknown, board: Board): unknown {
  if (!(error instanceof InternalError)) return error;
  const overflow = /region `?(\w+)'? overflowed by (\d+) bytes/.exec(error.message);
  if (!overflow) return error;
  const [, region, bytes] = overflow;
  return new ToolError(`the firmware does not fit: ${board.name} has ${bytes} bytes too little ${region === "FLASH" ? "flash" : "RAM"}`, `tacet report --board ${board.name} shows where they go`);
}

function reportsOf({ layout }: Program, options: FirmwareOptions): boolean {
  return options.reports ?? (layout.features & Feature.CONSOLE) !== 0;
}

/** Whether the program's memory is looked at by the run that follows this one. */
function keepsMemory(program: Program, options: FirmwareOptions): boolean {
  return (program.layout.hostFeatures & HostFeature.IMAGES) !== 0 || (options.watchdogMs !== undefined && reportsOf(program, options));
}

function configOf(program: Program, memoryBytes: number, apart: Apart | undefined, options: FirmwareOptions): string {
  const { layout, facts, awaits } = program;
  const hasConsole = (layout.features & Feature.CONSOLE) !== 0;
  const hasRings = (layout.features & Feature.RINGS) !== 0;
  const hasStdio = (layout.hostFeatures & HostFeature.STDIO) !== 0;
  const reports = reportsOf(program, options);
  return [
    "// Written by the build: facts of one program.\n",
    define("TACET_MEMORY_BYTES", memoryBytes),
    define("TACET_SHARED_APART", apart !== undefined),
    define("TACET_GUEST_WORDS", apart?.kept.length ?? 0),
    define("TACET_CONTROL", layout.control),
    define("TACET_CONTROL_END", layout.controlBytes),
    define("TACET_RUNNING_TASK", layout.runningTask),
    define("TACET_WIDE_FRAMES", layout.wide),
    define("TACET_TASK_BYTES", layout.taskBytes),
    define("TACET_TASK_RESULT_OFFSET", facts.resultOffset),
    ...facts.error ? [define("TACET_ERROR_MESSAGE", facts.error.message), define("TACET_ERROR_NAME", facts.error.name)] : [],
    ...awaits?.throws ? [define("TACET_ERROR_VALUE", awaits.throws.error), define("TACET_ERRORS_NOTED", awaits.throws.noted), define("TACET_ERRORS_NOTED_BYTES", NOTED_BYTES)] : [],
    define("TACET_HAS_CONSOLE", hasConsole),
    define("TACET_HAS_RINGS", hasRings),
    define("TACET_HAS_STDIO", hasStdio),
    define("TACET_HAS_CANCEL", layout.cancels),
    define("TACET_HAS_TIME", layout.time !== "none"),
    define("TACET_WHOLE_TIME", layout.time === "whole"),
    define("TACET_SHORT_TIME", (layout.features & Feature.SHORT_TIME) !== 0),
    // QEMU complains of a machine without a timer that waits.
    define("TACET_HAS_CLOCK", layout.time !== "none" || options.watchdogMs !== undefined || options.semihosting),
    ...["CLOSE", "PIN_READ", "PIN_WRITE"].map(name => define(`TACET_ASKS_${name}`, layout.operations.includes(name))),
    ...ringsIn(layout),
    define("TACET_HAS_PIN_WAITS", (layout.hostFeatures & HostFeature.PIN_WAITS) !== 0),
    ...PERIPHERALS.map(name => define(`TACET_HAS_${name.toUpperCase()}`, peripheralsOf(program).includes(name))),
    define("TACET_REPORTS", reports),
    define("TACET_HAS_WATCHDOG", options.watchdogMs !== undefined),
    define("TACET_WATCHDOG_MS", options.watchdogMs ?? 0),
    define("TACET_KEEPS_MEMORY", options.watchdogMs !== undefined && reports),
    define("TACET_CANARIES", options.canaries ?? false),
    define("TACET_HAS_SERIAL", hasConsole || hasStdio || reports),
    define("TACET_SEMIHOSTING", options.semihosting),
    ...options.unchecked ? [define("TACET_UNCHECKED", true)] : [],
  ].join("");
}

function ringsIn({ rings }: Layout): string[] {
  if (!rings) return [];
  return [
    define("RING_BLOCK", rings.block),
    define("RING_SUBMISSIONS", rings.submissions),
    define("RING_COMPLETIONS", rings.completions),
    define("RING_ENTRIES_LOG2", rings.entriesLog2),
    define("RING_COMPACT", rings.compact),
  ];
}

function define(name: string, value: number | boolean | string): string {
  return `#define ${name} ${typeof value === "string" ? value : Number(value)}\n`;
}

function memoryScript(board: Board, flash: Region): string {
  const region = (name: string, flags: string, { origin, bytes }: Board["flash"]): string => `  ${name} (${flags}) : ORIGIN = ${origin}, LENGTH = ${bytes}\n`;
  return `MEMORY\n{\n${region("FLASH", "rx", flash)}${region("RAM", "rwx", board.ram)}}\n\nSTACK_BYTES = ${board.stackBytes};\n`;
}

/** A file of the board's own folder, or else below boards/. */
async function locate(file: string, board: Board): Promise<string> {
  if (isAbsolute(file)) return file;
  const own = join(board.folder, file);
  return access(own).then(() => own, () => join(BOARDS_ROOT, file));
}
