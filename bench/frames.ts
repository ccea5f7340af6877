// Frames: the programs of cases/frames.ts -> bytes of each task's stack, beside the same programs as Rust futures.

import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";
import type { Report } from "../transform/4-report/report.js";
import type { Built } from "./builder.js";
import { ROOT } from "./builder.js";

/** A program, and the bytes it may take. */
export interface FrameProgram {
  /** The async function in cases/frames.ts; in Rust the same name in snake case. */
  readonly name: string;
  readonly title: string;
  /** Bytes of the Rust future in DESIGN.md; for tasks with children, a real task each, what the issue allows. */
  readonly wanted: number;
}

export interface FrameBytes extends FrameProgram {
  readonly tacet: number;
  readonly rust: number | null;
}

export const FRAME_PROGRAMS: readonly FrameProgram[] = [
  { name: "yieldLoop", title: "yield in a loop", wanted: 16 },
  { name: "echo", title: "echo with a buffer of 256 bytes", wanted: 312 },
  { name: "threeNested", title: "three nested calls with two awaits each", wanted: 36 },
  { name: "fourSequential", title: "four awaits in sequence", wanted: 32 },
  { name: "fiveDeep", title: "five calls deep", wanted: 56 },
  { name: "twentyDeep", title: "twenty calls deep", wanted: 176 },
  { name: "joinOfThree", title: "join of three", wanted: 84 },
  { name: "selectWithTimeout", title: "select with a timeout", wanted: 64 },
  { name: "throughThreeCalls", title: "256 bytes through three calls", wanted: 1028 },
];

/** Bytes of each program. @param rust the module of peers/rust/frames.rs */
export async function frameBytes(rust: Built | null): Promise<FrameBytes[]> {
  const own = await stackBytes();
  const exports = rust && "wasm" in rust ? (await WebAssembly.instantiate(readFileSync(rust.wasm))).instance.exports : null;
  return FRAME_PROGRAMS.map((program) => {
    const name = program.name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    const size = exports?.[name] as (() => number) | undefined;
    return { ...program, tacet: own.get(program.name)!, rust: size ? size() : null };
  });
}

/** Stack bytes of each spawned function of cases/frames.ts, by name, as `tacet report` tells them. */
export async function stackBytes(): Promise<ReadonlyMap<string, number>> {
  const args = ["dist/cli/main.js", "report", "bench/cases/frames.ts", "--json", "-O3"];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: ROOT });
  const { tasks } = JSON.parse(stdout) as Report;
  return new Map(tasks.filter(({ kind }) => kind === "spawn").map((task) => [task.function.slice(task.function.lastIndexOf("/") + 1), task.stackBytes]));
}
