// wasm2c: a module -> C that is compiled against boards/common instead of wasm2c's own runtime.
// npm's `wabt` carries wasm2c as a script that Node runs. What comes out is cut where its preamble (memory, traps, numbers for
// hosts with an operating system) ends, and each memory access is written as `op(base, offset)`, so that one comparison with a
// constant checks it; the fields of its instance become variables, so that the compiler sees which of them nothing reads. What is not
// found as expected fails here, not in the firmware: another version of wasm2c.

import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { InternalError, ToolError } from "../errors.js";

/** The version whose output this file knows; package.json pins it. */
const WABT_VERSION = "1.0.39";
/** Prefix of the C names. */
const MODULE = "app";

export interface GuestC {
  /** C of the functions, data and table; needs wasm-ops.h before it. */
  readonly source: string;
  /** Declarations of the instance and its entries. */
  readonly header: string;
  /** C names of the globals that the program changes. */
  readonly mutableGlobals: readonly string[];
  /** Whether it asks how large its memory is: it has a heap. */
  readonly hasHeap: boolean;
  /** Whether its heap takes whole pages, as those of the collecting runtimes do. */
  readonly takesPages: boolean;
}

/** @param folder where the files of the tool may lie. @throws ToolError when wabt is not installed */
export async function toC(wasm: Uint8Array, folder: string): Promise<GuestC> {
  const tool = wasm2cPath();
  const input = join(folder, `${MODULE}.wasm`);
  const output = join(folder, "wasm2c.c");
  await writeFile(input, wasm);
  await new Promise<void>((done, fail) => {
    execFile(process.execPath, [tool, input, "-n", MODULE, "-o", output], (error, _stdout, stderr) => {
      if (error) fail(new InternalError(`wasm2c refused the module: ${stderr.trim() || error.message}`));
      else done();
    });
  });
  const [source, header] = await Promise.all([readFile(output, "utf8"), readFile(join(folder, "wasm2c.h"), "utf8")]);
  const code = inlineTurn(rewriteFields(rewriteAccesses(withoutTail(withoutPreamble(source)))));
  const declarations = inlineTurn(fieldsToVariables(header.replace(/#ifndef WASM_RT_CORE_TYPES_DEFINED[\s\S]*?#endif\n/, "")));
  return {
    source: code,
    header: declarations,
    mutableGlobals: mutableGlobals(code, declarations),
    hasHeap: /\bwasm_rt_grow_memory\(|->w2c_memory\.pages\b/.test(source),
    takesPages: source.includes("rt0x2Ftlsf0x2F"), // asc's name of their allocator, as wasm2c spells it
  };
}

function wasm2cPath(): string {
  let manifest: string;
  try {
    manifest = createRequire(import.meta.url).resolve("wabt/package.json");
  } catch {
    throw new ToolError("firmware needs wasm2c, which npm's package wabt brings", `npm install --save-dev wabt@${WABT_VERSION}`);
  }
  return join(dirname(manifest), "bin/wasm2c");
}

/** From the first declaration of one of the module's functions on. */
function withoutPreamble(source: string): string {
  const last = source.indexOf("#define WEAK_FUNC_DECL");
  const start = last < 0 ? -1 : source.indexOf("\n#endif\n\n", last);
  if (start < 0) throw unknownOutput("no end of its preamble");
  return source.slice(start + "\n#endif\n\n".length);
}

/** Without what only a host with several instances calls: the end of one, and its types by number. */
function withoutTail(source: string): string {
  const start = source.indexOf(`void wasm2c_${MODULE}_free(`);
  const last = "  return NULL;\n}\n";
  const end = source.indexOf(last, start);
  if (start < 0 || end < 0) throw unknownOutput("no end of an instance");
  return (source.slice(0, start) + source.slice(end + last.length)).replace("  assert(wasm_rt_is_initialized());\n", "");
}

/** `i32_load_default32(&instance->w2c_memory, (u64)(x) + 8u)` -> `i32_load(x, 8u)`, and the like. */
function rewriteAccesses(source: string): string {
  const access = /\b([if](?:32|64)_(?:load|store)(?:8|16|32)?(?:_[su])?)_default32\(&instance->w2c_memory, \(u64\)\((\w+)\)(?: \+ (\d+)u?)?([,)])/g;
  const text = source
    .replace(access, (_all, op: string, base: string, offset: string | undefined, end: string) => `${op}(${base}, ${offset ?? 0}u${end}`)
    .replace(/, instance->w2c_\w+\.data\[\w+\]\.module_instance/g, ", instance"); // one instance owns every function
  const left = /\w+_default32\(.*/.exec(text) ?? /\b[if]\d\d_(?:load|store)\w*\(&.*/.exec(text);
  if (left) throw unknownOutput(left[0]);
  return text;
}

/** The instance's struct -> variables with the fields' names, and a type for the pointer that functions still pass to each other. */
function fieldsToVariables(header: string): string {
  const struct = new RegExp(`typedef struct w2c_${MODULE} \\{\n([^}]*)\\} w2c_${MODULE};\n`).exec(header);
  if (!struct) throw unknownOutput("no instance");
  return header.replace(struct[0], `typedef struct w2c_${MODULE} w2c_${MODULE};\n${struct[1]!.replace(/^ {2}(?=\w)/gm, "static ")}`);
}

/**
 * The turn becomes part of the loop before gcc looks which variables nobody reads, so that what it leaves for the loop alone needs no place.
 * @param text declares what the host calls, or the function behind it
 */
function inlineTurn(text: string): string {
  const declaration = new RegExp(`^(?:static )?(u32 w2c_${MODULE}_\\w*tacet_turn\\(w2c_${MODULE}\\*, u32\\);)`, "m");
  if (!declaration.test(text)) throw unknownOutput("no turn");
  return text.replace(declaration, "static inline __attribute__((always_inline)) $1");
}

/** `instance->w2c_x` -> `w2c_x` */
function rewriteFields(source: string): string {
  return source.replace(/\binstance->(?=w2c_)/g, "");
}

/** Those that are set somewhere else than where an instance begins. */
function mutableGlobals(source: string, header: string): string[] {
  const names = [...header.matchAll(/^static [uf](?:32|64) (w2c_\w+);$/gm)].map(([, name]) => name!);
  return names.filter(name => source.split(` ${name} = `).length > 2);
}

function unknownOutput(detail: string): InternalError {
  return new InternalError(`wasm2c wrote what this version does not know (wabt ${WABT_VERSION} is expected): ${detail}`);
}
