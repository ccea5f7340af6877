// Function values of async type -> one dispatcher for each signature that is called.
//
//   ~tacet/value|0(x, f) { switch (index of f) { case 3: return a(x); case 5: return b(x) } trap }
//
// A dispatcher is a forwarding stub like asc's own for overrides: its calls take its place (tail calls), its stack is the
// largest of its candidates'. Candidates are the async functions of the table with that signature whose address is still
// used: a function that was bound to its taker (closures.ts) is no value any more. The world is closed: nobody else writes
// function values.

import { BinaryOp, TypeRef, type Compiler, type Function as AscFunction, type Module, type Signature } from "assemblyscript";
import type { Int64 } from "../int64.js";
import { promisedType, type Compilation } from "../state.js";
import type { Source } from "./collect.js";
import { i32Of, walk } from "./nodes.js";
import { raw, type Expr } from "./raw.js";

/** An async function that stands in the table. */
interface Entry {
  readonly fn: AscFunction;
  readonly index: number;
  readonly address: number;
}

/** Async functions whose values exist, as asc's table has them (stubs for overrides and omitted arguments included). */
export class ValueTable {
  private readonly entries: Entry[] = [];
  /** Place in the table of its first function. */
  private readonly first: number;

  constructor(compilation: Compilation, compiler: Compiler) {
    this.first = compiler.options.tableBase || 1; // asc leaves the first place blank
    compiler.functionTable.forEach((fn, i) => {
      if (!promisedType(compilation, fn.signature.returnType)) return;
      const segment = (fn.original ?? fn).memorySegment;
      const offset = segment ? (segment.offset as unknown as Int64).low : 0;
      this.entries.push({ fn, index: this.first + i, address: offset + compilation.program.totalOverhead });
    });
  }

  /** Name of the function by the address of its value. */
  get constants(): ReadonlyMap<number, string> {
    return new Map(this.entries.map(e => [e.address, e.fn.internalName]));
  }

  /** Candidates of `signature` whose address is among `used`. */
  candidates(signature: Signature, used: ReadonlySet<number>): readonly Entry[] {
    return this.entries.filter(e => used.has(e.address) && (e.fn.signature === signature || e.fn.signature.isAssignableTo(signature)));
  }

  /** No indirect call reaches an async function: their places in the table get a trap, as the functions take frames now. */
  close(compiler: Compiler, module: Module): void {
    if (!this.entries.length) return;
    module.addFunction(TRAP, TypeRef.None, TypeRef.None, null, module.unreachable());
    for (const { fn, index } of this.entries) {
      compiler.functionTable[index - this.first] = Object.create(fn, { internalName: { value: TRAP } }) as AscFunction;
    }
  }
}

const TRAP = "~tacet/value";

/** The dispatcher for `signature` as a function for the lowering; `like` lends what a source must have. */
export function dispatcher(module: Module, name: string, signature: Signature, candidates: readonly Entry[], like: AscFunction): Source {
  const types = [...signature.thisType ? [signature.thisType] : [], ...signature.parameterTypes];
  const params = [...types.map(t => t.toRef()), TypeRef.I32];
  const fn = params.length - 1;
  const index = params.length;
  const set = raw._BinaryenLocalSet(module.ref, index, module.load(4, false, module.local_get(fn, TypeRef.I32), TypeRef.I32));
  const body: Expr[] = [set];
  for (const candidate of candidates) {
    const args = types.map((t, i) => module.local_get(i, t.toRef()));
    const isIt = module.binary(BinaryOp.EqI32, module.local_get(index, TypeRef.I32), module.i32(candidate.index));
    body.push(module.if(isIt, module.return(module.call(candidate.fn.internalName, args, TypeRef.I32))));
  }
  body.push(module.unreachable());
  const asc = Object.create(like, {
    signature: { value: signature }, internalName: { value: name }, debugLocations: { value: new Map() },
  }) as AscFunction;
  return {
    asc, name, body: module.block(null, body), params, vars: [TypeRef.I32],
    paramTypes: [...types, signature.type], ownParams: params.length, forwards: true,
  };
}

/** All constants that may be addresses of function values: in code, in initial values of variables, in data. */
export function usedConstants(compiler: Compiler, bodies: Iterable<Expr>): Set<number> {
  const used = new Set<number>();
  const note = (e: Expr): void => walk(e, n => {
    const value = i32Of(n);
    if (value != null) used.add(value);
  });
  for (const body of bodies) note(body);
  const { module } = compiler;
  const count = raw._BinaryenGetNumGlobals(module.ref);
  for (let i = 0; i < count; i++) {
    const init = raw._BinaryenGlobalGetInitExpr(raw._BinaryenGetGlobalByIndex(module.ref, i));
    if (init) note(init);
  }
  for (const { buffer } of compiler.memorySegments) {
    const data = new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);
    for (let i = 0; i + 4 <= buffer.byteLength; i += 4) used.add(data.getInt32(i, true));
  }
  return used;
}
