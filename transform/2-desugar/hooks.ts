// Where the lowering enters asc's compile(): initDefaultMemory, the last moment at which memory can still grow.
// All functions are compiled by then; table, start function and shadow stack follow.

import { Compiler, Function as AscFunction, TypeRef, type Module } from "assemblyscript";
import { lower } from "../3-lower/lower.js";
import { finish } from "../4-report/finish.js";
import { compilationOf } from "../state.js";

/** asc's 64-bit integers in JavaScript. */
interface Int64 {
  readonly low: number;
  readonly high: number;
}

const INSTALLED = Symbol.for("tacet.hooks");

/** Patches asc, once per process. */
export function installHooks(): void {
  const proto = Compiler.prototype as unknown as {
    [INSTALLED]?: boolean;
    initDefaultMemory(this: Compiler, offset: Int64): void;
  };
  if (proto[INSTALLED]) return;
  proto[INSTALLED] = true;

  const initDefaultMemory = proto.initDefaultMemory;
  proto.initDefaultMemory = function (offset) {
    const compilation = compilationOf(this.program);
    const lowered = compilation && lower(compilation, this, offset.low);
    if (!lowered) {
      initDefaultMemory.call(this, offset);
      return;
    }
    const end = (lowered.staticEnd + 15) & ~15;
    moveHeapBase(this.module, end);
    const { options } = this;
    const initialMemory = options.initialMemory;
    // asc counts pages only where there is data; pools are not data.
    if (!initialMemory) options.initialMemory = Math.ceil(end / 0x10000);
    initDefaultMemory.call(this, int64(end));
    options.initialMemory = initialMemory;
    finish(compilation, this, lowered);
  };

  const functionProto = AscFunction.prototype;
  const addDebugInfo = functionProto.addDebugInfo;
  functionProto.addDebugInfo = function (module: Module, ref: number): void {
    const compilation = compilationOf(this.program);
    if (!compilation || compilation.wantsSourceMap) {
      addDebugInfo.call(this, module, ref);
      return;
    }
    const { options } = this.program;
    options.sourceMap = false;
    addDebugInfo.call(this, module, ref);
    options.sourceMap = true;
  };
}

function int64(value: number): Int64 {
  return (globalThis as unknown as { i64_new(low: number, high: number): Int64 }).i64_new(value, 0);
}

/** Static pools lie where asc would have begun the heap. */
function moveHeapBase(module: Module, end: number): void {
  const name = "~lib/memory/__heap_base";
  if (!module.getGlobal(name)) return;
  module.removeGlobal(name);
  module.addGlobal(name, TypeRef.I32, false, module.i32(end));
}
