// Check: programs -> those whose compiled run differs from the oracle's, with what differs.
// Many programs share one module, because asc's own library costs more to compile than a program; each runs in an instance of its own.

import { compile, type CompileOptions } from "./compile.js";
import { difference, differentCalls, differentStreams } from "./compare.js";
import { drive, driveSynchronous, RunFailure } from "./driver.js";
import { cancelScripts } from "./generate.js";
import { runOracle } from "./oracle.js";
import type { Outcome } from "./outcome.js";
import { printProgram, type Program } from "./program.js";

export type FailureKind = "oracle" | "compile" | "trap" | "run" | "difference" | "endless";

export interface Failure {
  readonly program: Program;
  readonly options: CompileOptions;
  readonly kind: FailureKind;
  /** One line that tells this failure from others; shrinking keeps the kind. */
  readonly detail: string;
}

export interface Case {
  readonly program: Program;
  readonly expected: Outcome;
  /** The same with other scripts. */
  readonly more?: readonly Case[];
}

/** Hears which program is run next, compiled with `options` or by the oracle: a run that never ends has been announced. */
export type Announce = (program: Program, options: CompileOptions | "oracle") => void;

export async function prepare(programs: readonly Program[]): Promise<Case[]> {
  const cases: Case[] = [];
  for (const program of programs) cases.push({ program, expected: await runOracle(program) });
  return cases;
}

/** The same, with those that the oracle can't run as failures. @param cancels how many scripts that cancel are run besides a program's own */
export async function prepareEach(
  programs: readonly Program[], options: CompileOptions, announce?: Announce, cancels = 0,
): Promise<{ cases: Case[]; failures: Failure[] }> {
  const cases: Case[] = [];
  const failures: Failure[] = [];
  for (const program of programs) {
    announce?.(program, "oracle");
    try {
      const [own] = await prepare([program]);
      cases.push({ ...own, more: await prepare(cancelScripts(program, cancels).map((script) => ({ ...program, script }))) });
    } catch (error) {
      failures.push({ program, options, kind: "oracle", detail: String(error) });
    }
  }
  return { cases, failures };
}

/** Compiles all cases into one module and runs each. A program that does not compile is found by halving. */
export async function check(cases: readonly Case[], options: CompileOptions, announce?: Announce): Promise<Failure[]> {
  const eligible = options.dialect === "synchronous" ? cases.filter(({ program }) => program.hasSynchronous) : cases;
  if (eligible.length === 0) return [];
  const compiled = await compile(eligible.map(({ program }) => printProgram(program, options.dialect)).join("\n"), options);
  if ("binary" in compiled) return runAll(compiled.binary, eligible, options, announce);
  if (eligible.length === 1) return [{ program: eligible[0].program, options, kind: "compile", detail: compiled.error }];
  const middle = eligible.length >> 1;
  return [...await check(eligible.slice(0, middle), options, announce), ...await check(eligible.slice(middle), options, announce)];
}

/**
 * Whether asc without us already makes that difference of the same program, async struck out: then it is not the transform's.
 * Only an identical difference counts, since the synchronous dialect runs tasks in another order.
 */
export async function isOwnOfAsc(failure: Failure): Promise<boolean> {
  if (failure.kind !== "difference") return false;
  const cases = await prepare([failure.program]);
  const compiled = await compile(printProgram(failure.program, "synchronous"), { ...failure.options, dialect: "synchronous", canaries: false });
  if (!("binary" in compiled)) return false; // it has no synchronous form
  const module = await WebAssembly.compile(compiled.binary as BufferSource);
  const own = run(module, failure.program, cases[0].expected, { ...failure.options, dialect: "synchronous" });
  return own !== undefined && tail(own.detail) === tail(failure.detail);
}

/** What was expected and what came, without the place. */
function tail(detail: string): string {
  return detail.slice(detail.indexOf("expected "));
}

async function runAll(binary: Uint8Array, cases: readonly Case[], options: CompileOptions, announce?: Announce): Promise<Failure[]> {
  const module = await instantiable(binary);
  if (typeof module === "string") return cases.map(({ program }) => ({ program, options, kind: "compile", detail: module }));
  const failures: Failure[] = [];
  for (const own of cases) {
    announce?.(own.program, options);
    for (const { program, expected } of options.dialect === "tacet" ? [own, ...own.more ?? []] : [own]) {
      const failure = run(module, program, expected, options);
      if (!failure) continue;
      failures.push({ program, options, ...failure });
      break;
    }
  }
  return failures;
}

/** @returns the module, or why the engine refuses it */
async function instantiable(binary: Uint8Array): Promise<WebAssembly.Module | string> {
  try {
    return await WebAssembly.compile(binary as BufferSource);
  } catch (error) {
    return String(error);
  }
}

function run(module: WebAssembly.Module, program: Program, expected: Outcome, options: CompileOptions): Pick<Failure, "kind" | "detail"> | undefined {
  try {
    const detail = options.dialect === "synchronous"
      ? synchronousDifference(expected, driveSynchronous(module, program, expected))
      : difference(program.mode, expected, drive(module, program, expected, { collects: options.runtime !== "stub" }));
    return detail === undefined ? undefined : { kind: "difference", detail };
  } catch (error) {
    if (error instanceof RunFailure) return { kind: "run", detail: error.message };
    if (error instanceof WebAssembly.RuntimeError) return { kind: "trap", detail: `${error.message}${trapPlace(error)}` };
    throw error;
  }
}

function synchronousDifference(expected: Outcome, actual: Outcome): string | undefined {
  return differentStreams(expected, actual) ?? differentCalls(expected, actual);
}

/** The innermost wasm functions by index: names are not in the module. */
function trapPlace(error: Error): string {
  const functions = [...(error.stack ?? "").matchAll(/wasm-function\[(\d+)\]/g)].slice(0, 3).map((match) => match[1]);
  return functions.length ? ` in wasm functions ${functions.join(" < ")}` : "";
}
