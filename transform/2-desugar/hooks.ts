// Where the lowering enters asc's compile(): initDefaultMemory, the last moment at which memory can still grow.
// All functions are compiled by then; table, start function and shadow stack follow.

import { CommonFlags, Compiler, DiagnosticCategory, Function as AscFunction, TypeRef, type Global, type Module } from "assemblyscript";
import { int64, type Int64 } from "../int64.js";
import { finishTurn } from "../3-lower/turn.js";
import { functionsOf } from "../3-lower/contents.js";
import { zeroLiterals } from "../3-lower/literals.js";
import { lower } from "../3-lower/lower.js";
import { TOSTACK } from "../3-lower/marks.js";
import { operand, rewrite, targetOf } from "../3-lower/nodes.js";
import { heapBase, keepOpen, keepStatics } from "../3-lower/statics.js";
import { raw } from "../3-lower/raw.js";
import { finish } from "../4-report/finish.js";
import { isFirst, override, type Patched } from "./patch.js";
import { checkPromises } from "./rules.js";
import { compilationOf } from "../state.js";

const INSTALLED = Symbol.for("tacet.hooks");

/** Patches asc, once per process. */
export function installHooks(): void {
  const proto = Compiler.prototype as unknown as Patched;
  if (!isFirst(proto, INSTALLED)) return;

  // asc marks references (`__tostack`) only for its shadow stack, which `minimal` does not have. There the marks are switched
  // on after compile() has decided about the shadow stack, and taken out again by the lowering.
  override<Compiler, [], void>(proto, "initDummyMemory", original => function (this: Compiler) {
    original.call(this);
    if (!compilationOf(this.program)?.collects || this.options.stackSize) return;
    this.options.stackSize = 1;
    this.module.useShadowStack = true;
  });

  override<Compiler, [Global], boolean>(proto, "compileGlobal", original => function (this: Compiler, global) {
    const isNew = !global.is(CommonFlags.Compiled);
    const isSound = original.call(this, global);
    const compilation = isNew && isSound ? compilationOf(this.program) : null;
    if (compilation) keepOpen(compilation, this, global);
    return isSound;
  });

  override<Compiler, [Int64], void>(proto, "initDefaultMemory", original => function (this: Compiler, offset) {
    const compilation = compilationOf(this.program);
    if (!compilation) {
      original.call(this, offset);
      return;
    }
    checkPromises(compilation);
    const marksOnly = compilation.collects && this.options.stackSize == 1;
    const stackBytes = marksOnly ? 0 : this.options.stackSize;
    const dataEnd = offset.low - stackBytes;
    const isSound = !this.program.diagnostics.some(d => d.category == DiagnosticCategory.Error);
    const memoryOffset = compilation.isMinimal ? zeroLiterals(this.module, dataEnd) : dataEnd;
    const lowered = isSound ? lower(compilation, this, memoryOffset) : null;
    if (marksOnly) {
      removeMarks(this.module);
      this.options.stackSize = 0;
      this.module.useShadowStack = false;
    }
    if (!lowered) {
      keepStatics(compilation, this);
      original.call(this, offset);
      return;
    }
    // Pools lie between asc's data and its stack, which ends where the heap begins: both move up.
    const grown = heapBase(lowered.staticEnd) - dataEnd;
    const end = offset.low + grown;
    for (const name of ["__data_end", "__stack_pointer", "__heap_base"]) moveGlobal(this.module, `~lib/memory/${name}`, grown);
    const { options } = this;
    const initialMemory = options.initialMemory;
    // asc counts pages only where there is data; pools are not data.
    if (!initialMemory) options.initialMemory = Math.ceil(end / 0x10000);
    original.call(this, int64(end));
    options.initialMemory = initialMemory;
    finish(compilation, this, lowered);
    if (!options.shrinkLevelHint) finishTurn(this, compilation.library.find("tacet_turn")!.internalName);
  });

  override<AscFunction, [Module, number], void>(AscFunction.prototype as unknown as Patched, "addDebugInfo", original => function (this: AscFunction, module, ref) {
    const compilation = compilationOf(this.program);
    if (!compilation || compilation.wantsSourceMap) return original.call(this, module, ref);
    const { options } = this.program;
    options.sourceMap = false;
    original.call(this, module, ref);
    options.sourceMap = true;
  });
}

/** Adds `bytes` to the constant that the global starts with. */
function moveGlobal(module: Module, name: string, bytes: number): void {
  const ref = module.getGlobal(name);
  if (!ref) return;
  const value = raw._BinaryenConstGetValueI32(raw._BinaryenGlobalGetInitExpr(ref));
  const mutable = raw._BinaryenGlobalIsMutable(ref);
  module.removeGlobal(name);
  module.addGlobal(name, TypeRef.I32, mutable, module.i32(value + bytes));
}

/** Replaces each mark of a reference by the reference. */
function removeMarks(module: Module): void {
  for (const { ref, body } of functionsOf(module)) {
    const now = rewrite(body, e => targetOf(module, e) == TOSTACK ? operand(e, 0) : e);
    if (now != body) raw._BinaryenFunctionSetBody(ref, now);
  }
}
