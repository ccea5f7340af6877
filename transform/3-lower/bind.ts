// Function values -> calls of functions the rest of the lowering knows: closures first, then what is still called through a value.

import type { Compiler } from "assemblyscript";
import type { Compilation } from "../state.js";
import { bindClosures, type ClosureContext } from "./closures.js";
import type { Collected } from "./collect.js";
import { replaceFunctions } from "./copies.js";
import type { Expr } from "./raw.js";
import { dispatcher, usedConstants, ValueTable } from "./values.js";

/** @param added called for each plain function that is put into the module anew */
export function bindFunctions(
  compilation: Compilation, compiler: Compiler, { asyncs, generators, plain }: Collected,
  diagnostics: Pick<ClosureContext, "refuse" | "rangeOf" | "copied">, added: (ref: number, body: Expr) => void,
): void {
  const { module } = compiler;
  const table = new ValueTable(compilation, compiler);
  if (!compilation.captures.size && !table.constants.size && !compilation.values.signatures.length) return;
  const changed = bindClosures({ compilation, module, asyncs, generators, plain, constants: table.constants, ...diagnostics });
  replaceFunctions(module, changed, plain, added);
  const bodies = [...asyncs.values(), ...generators.values(), ...plain.values()].map(source => source.body);
  const used = usedConstants(compiler, [...bodies, ...compiler.currentBody]);
  const [like] = asyncs.values();
  for (const signature of compilation.values.signatures) {
    const name = compilation.values.nameOf(signature);
    asyncs.set(name, dispatcher(module, name, signature, table.candidates(signature, used), like.asc));
  }
  table.close(compiler, module);
}
