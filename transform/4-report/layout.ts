// Layout: where the program's static memory lies -> exports and a section for whoever gives it a memory of exactly that size
// (boards, WebAssembly micro runtimes). Only with --use TACET_LAYOUT=1; nobody else pays for it.
//
// Exports: __data_end, __heap_base (globals). Section `tacet.layout`, JSON:
//   ramBytes     end of static memory
//   control      address of the control block; controlBytes: its length; frontBytes: end of static memory without it and the rings block
//                where these come last, else 0
//   runningTask  address of the word that holds the running task; wide: which form frame headers have (await stacks)
//   taskBytes    from a task to its root frame: 12, or less where a task has no other and no word tells which is on top
//   features     Feature bits of abi.json the program announces, now or later
//   hostFeatures HostFeature bits: groups of operations it may ask for, of those that firmware leaves out otherwise
//   operations   names of Op in abi.json that it may ask for, of those that firmware leaves out one by one
//   time         how much of Control.now it reads: none, its low half, or the whole; one that sets deadlines reads it
//   rings        where they are, in a program that has any
//   cancels      whether it may cancel operations, and give back what they brought

import { CommonFlags, TypeRef, type Compiler, type Module } from "assemblyscript";
import { CompactSubmissionLayout, Feature, HostFeature, SubmissionLayout } from "../../host/abi.js";
import type { LoweredProgram } from "../3-lower/lower.js";
import { libraryAddress, libraryStatics, type TimeUse } from "../3-lower/statics.js";
import type { Compilation } from "../state.js";
import type { Report } from "./report.js";

/** Feature bits, by the library's file that announces them. */
const FEATURE_OF: Readonly<Record<string, number>> = { ring: Feature.RINGS, console: Feature.CONSOLE };

/** HostFeature bits, by the library's file whose functions ask for them. */
const HOST_FEATURE_OF: Readonly<Record<string, number>> = {
  stdio: HostFeature.STDIO, pins: HostFeature.PINS, pwm: HostFeature.PWM, i2c: HostFeature.I2C, spi: HostFeature.SPI, "pin-wait": HostFeature.PIN_WAITS,
  checkpoint: HostFeature.IMAGES,
};

export interface Layout {
  readonly ramBytes: number;
  readonly control: number;
  readonly controlBytes: number;
  readonly frontBytes: number;
  readonly runningTask: number;
  readonly wide: boolean;
  readonly taskBytes: number;
  readonly features: number;
  readonly hostFeatures: number;
  readonly cancels: boolean;
  readonly operations: readonly string[];
  readonly time: TimeUse;
  readonly rings?: RingsLayout;
}

/** Where the rings lie, and what form their entries have. */
export interface RingsLayout {
  readonly block: number;
  readonly submissions: number;
  readonly completions: number;
  /** log2 of the entries of each ring. */
  readonly entriesLog2: number;
  /** Whether entries have 16 and 8 bytes. */
  readonly compact: boolean;
}

/** Adds exports and section. */
export function addLayout(compilation: Compilation, compiler: Compiler, lowered: LoweredProgram, report: Report): void {
  const { module } = compiler;
  const layout: Layout = {
    ramBytes: report.ramBytes,
    control: libraryAddress(compilation, compiler, "control/CONTROL") ?? 0,
    controlBytes: report.runtime.find(({ part }) => part == "control")?.bytes ?? 0,
    frontBytes: lowered.statics.frontEnd,
    runningTask: lowered.runningTask,
    wide: lowered.form.wide,
    taskBytes: lowered.form.taskBytes,
    features: report.runtime.reduce((all, { part }) => all | (FEATURE_OF[part] ?? 0), compilation.options.shortTime ? Feature.SHORT_TIME : 0),
    hostFeatures: hostFeatures(compiler),
    cancels: lowered.cancels,
    operations: operations(compiler),
    time: lowered.statics.time,
    ...ringsOf(compilation, compiler),
  };
  exportGlobal(module, "__data_end", report.ramBytes - report.shadowStackBytes);
  exportGlobal(module, "__heap_base", report.ramBytes);
  module.addCustomSection("tacet.layout", new TextEncoder().encode(JSON.stringify(layout)));
}

function ringsOf(compilation: Compilation, compiler: Compiler): { rings?: RingsLayout } {
  const statics = new Map(libraryStatics(compilation, compiler).map(item => [item.path, item]));
  const [block, submissions, completions] = ["RINGS", "SUBMISSIONS", "COMPLETIONS"].map(name => statics.get(`ring/${name}`));
  if (!block || !submissions || !completions) return {};
  const { compact } = compilation.options;
  return {
    rings: {
      block: block.address, submissions: submissions.address, completions: completions.address,
      entriesLog2: Math.log2(submissions.bytes / (compact ? CompactSubmissionLayout : SubmissionLayout).BLOCK_BYTES), compact,
    },
  };
}

/** Operations that firmware leaves out one by one, by the library's function that asks for them. */
const OPERATION_OF: Readonly<Record<string, string>> = {
  "handle/HostHandle#close": "CLOSE", "pins/OutputPin#write": "PIN_WRITE", "pins/InputPin#read": "PIN_READ",
};

function operations({ program }: Compiler): string[] {
  const found = new Set<string>();
  for (const [name, element] of program.instancesByName) {
    const operation = OPERATION_OF[/^~lib\/tacet\/assembly\/(.+)$/.exec(name)?.[1] ?? ""];
    if (operation !== undefined && element.is(CommonFlags.Compiled)) found.add(operation);
  }
  return [...found].sort();
}

/** What is compiled is what the program can reach. */
function hostFeatures({ program }: Compiler): number {
  let all = 0;
  for (const [name, element] of program.instancesByName) {
    const file = /^~lib\/tacet\/assembly\/([^/]+)\//.exec(name)?.[1];
    if (file !== undefined && element.is(CommonFlags.Compiled)) all |= HOST_FEATURE_OF[file] ?? 0;
  }
  return all;
}

/** asc makes these globals only for programs that ask for them. */
function exportGlobal(module: Module, name: string, value: number): void {
  const internal = `~lib/memory/${name}`;
  if (!module.getGlobal(internal)) module.addGlobal(internal, TypeRef.I32, false, module.i32(value));
  if (!module.hasExport(name)) module.addGlobalExport(internal, name);
}
