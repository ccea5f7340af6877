// 4-report: what the lowering knows -> the module's custom section for hosts, and the report for people.

import type { Compiler } from "assemblyscript";
import type { LoweredProgram } from "../3-lower/lower.js";
import { promisedType, type Compilation } from "../state.js";
import { measure } from "./measure.js";
import { attachReport } from "./report.js";

/** Adds the section `tacet` and leaves the report on the program. */
export function finish(compilation: Compilation, compiler: Compiler, lowered: LoweredProgram): void {
  const exports = lowered.exports.map(e => {
    const { asc } = lowered.sources.get(e.callee)!;
    return {
      name: e.name,
      params: asc.signature.parameterTypes.map(t => t.toString()),
      result: promisedType(compilation, asc.signature.returnType)!.toString(),
      pool: lowered.pools.find(p => p.callee == e.callee)!.slots,
    };
  });
  const section = {
    abi: 1,
    resultOffset: 12 + lowered.form.bytes,
    exports,
    host: compilation.hostFunctions,
    main: exports.some(e => e.name == "main"),
  };
  compiler.module.addCustomSection("tacet", new TextEncoder().encode(JSON.stringify(section)));
  attachReport(compilation.program, measure(compilation, compiler, lowered));
}
