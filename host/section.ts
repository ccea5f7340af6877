// The custom section `tacet` of a module -> what it exports and asks for. Contract in ARCHITECTURE.md.

import { ABI, TaskLayout } from "./abi.js";
import { TacetFault } from "./errors.js";

export interface FunctionSignature {
  readonly name: string;
  readonly params: readonly string[];
  readonly result: string;
  /** One for each parameter; empty when all must be passed. */
  readonly defaults: readonly ParameterDefault[];
}

/**
 * What a parameter is when the caller leaves it out: `undefined` = it must be passed; `computed` = the program has a default only it
 * can work out, so that it must be passed as well.
 */
export type ParameterDefault = { readonly value: number | string | boolean } | { readonly computed: true } | undefined;
/** Offsets of the fields of the guest's Error. */
export interface ErrorLayout {
  readonly message: number;
  readonly name: number;
}

export interface ModuleSection {
  readonly exports: readonly FunctionSignature[];
  readonly host: readonly FunctionSignature[];
  readonly main: boolean;
  /** Bytes from a task to its result: behind the root frame's header, whose size the program chose. */
  readonly resultOffset: number;
  /** Undefined for a program that throws nothing. */
  readonly error: ErrorLayout | undefined;
}

const NAME = "tacet";
/** The contract of a section that names none. */
const FIRST_ABI = 1;
/** The shortest task is one word, and the shortest header of a frame another. */
const RESULT_OFFSET_MIN = 8;
const RESULT_OFFSET_MAX = 256;
const FIELD_OFFSET_MAX = 4096;

/** Throws TacetFault BAD_MODULE when it is missing, of another contract or malformed. */
export function readSection(module: WebAssembly.Module): ModuleSection {
  const [content] = WebAssembly.Module.customSections(module, NAME);
  if (content === undefined) {
    throw new TacetFault("BAD_MODULE", "the module has no section 'tacet': compile it with the transform tacet/transform");
  }
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(content));
  } catch (error) {
    throw damaged(`is no JSON: ${(error as Error).message}`);
  }
  if (!isRecord(json)) throw damaged("holds no object");
  const { target } = json;
  if (typeof target === "string") {
    throw new TacetFault("BAD_MODULE", `the module runs its own turns, as a command of '${target}': build it without --target ${target}, or start it there`);
  }
  const { abi = FIRST_ABI, resultOffset = TaskLayout.RESULT } = json;
  if (abi !== ABI) throw new TacetFault("BAD_MODULE", `the module speaks contract ${String(abi)}, this host ${ABI}: compile it again`);
  if (typeof resultOffset !== "number" || resultOffset % 4 !== 0 || resultOffset < RESULT_OFFSET_MIN || resultOffset > RESULT_OFFSET_MAX) {
    throw damaged(`puts results at ${String(resultOffset)}`);
  }
  return {
    exports: signatures(json.exports, "exports"), host: signatures(json.host, "host"), main: json.main === true, resultOffset, error: errorLayout(json.error),
  };
}

function damaged(detail: string): TacetFault {
  return new TacetFault("BAD_MODULE", `the section 'tacet' ${detail}; the module is damaged: build it again`);
}

function errorLayout(value: unknown): ErrorLayout | undefined {
  if (value === undefined) return undefined;
  if (!isRecord(value) || !isOffset(value.message) || !isOffset(value.name)) {
    throw damaged(`describes no Error: ${JSON.stringify(value)}`);
  }
  return { message: value.message, name: value.name };
}

function isOffset(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value < FIELD_OFFSET_MAX;
}

function signatures(list: unknown, key: string): FunctionSignature[] {
  if (list === undefined) return [];
  if (!Array.isArray(list)) throw damaged(`has in '${key}' no list`);
  return list.map((entry: unknown) => {
    if (!isRecord(entry) || typeof entry.name !== "string" || typeof entry.result !== "string" || !isStrings(entry.params)) {
      throw damaged(`holds in '${key}' no function: ${JSON.stringify(entry)}`);
    }
    return { name: entry.name, params: entry.params, result: entry.result, defaults: defaultsOf(entry.defaults, entry.params.length, entry.name) };
  });
}

function defaultsOf(list: unknown, count: number, name: string): ParameterDefault[] {
  if (list === undefined) return [];
  if (!Array.isArray(list) || list.length !== count) throw damaged(`has not one default for each parameter of '${name}'`);
  return list.map((entry: unknown) => {
    if (entry === null) return undefined;
    if (isRecord(entry) && entry.computed === true) return { computed: true };
    const value = isRecord(entry) ? entry.value : undefined;
    if (typeof value !== "number" && typeof value !== "string" && typeof value !== "boolean") {
      throw damaged(`holds for '${name}' no default: ${JSON.stringify(entry)}`);
    }
    return { value };
  });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isStrings(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}
