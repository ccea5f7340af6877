// Where the lowering enters asc's compile(): initDefaultMemory, the last moment at which memory can still grow.
// All functions are compiled by then; table, start function and shadow stack follow.

import { Compiler, ExpressionId, Function as AscFunction, TypeRef, type Module } from "assemblyscript";
import { int64, type Int64 } from "../3-lower/int64.js";
import { lower } from "../3-lower/lower.js";
import { operand, rewrite } from "../3-lower/nodes.js";
import { raw } from "../3-lower/raw.js";
import { finish } from "../4-report/finish.js";
import { compilationOf } from "../state.js";

const INSTALLED = Symbol.for("tacet.hooks");

/** Patches asc, once per process. */
export function installHooks(): void {
  const proto = Compiler.prototype as unknown as {
    [INSTALLED]?: boolean;
    initDummyMemory(this: Compiler): void;
    initDefaultMemory(this: Compiler, offset: Int64): void;
  };
  if (proto[INSTALLED]) return;
  proto[INSTALLED] = true;

  // asc marks references (`__tostack`) only for its shadow stack, which `minimal` does not have. There the marks are switched
  // on after compile() has decided about the shadow stack, and taken out again by the lowering.
  const initDummyMemory = proto.initDummyMemory;
  proto.initDummyMemory = function () {
    initDummyMemory.call(this);
    if (!compilationOf(this.program)?.collects || this.options.stackSize) return;
    this.options.stackSize = 1;
    this.module.useShadowStack = true;
  };

  const initDefaultMemory = proto.initDefaultMemory;
  proto.initDefaultMemory = function (offset) {
    const compilation = compilationOf(this.program);
    const lowered = compilation && lower(compilation, this, offset.low);
    if (compilation?.collects && this.options.stackSize == 1) {
      removeMarks(this.module);
      this.options.stackSize = 0;
      this.module.useShadowStack = false;
    }
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

/** Static pools lie where asc would have begun the heap. */
function moveHeapBase(module: Module, end: number): void {
  const name = "~lib/memory/__heap_base";
  if (!module.getGlobal(name)) return;
  module.removeGlobal(name);
  module.addGlobal(name, TypeRef.I32, false, module.i32(end));
}

/** Replaces each `__tostack(x)` by x. */
function removeMarks(module: Module): void {
  const count = raw._BinaryenGetNumFunctions(module.ref);
  for (let i = 0; i < count; i++) {
    const ref = raw._BinaryenGetFunctionByIndex(module.ref, i);
    const body = raw._BinaryenFunctionGetBody(ref);
    if (!body) continue;
    const now = rewrite(body, e => {
      if (raw._BinaryenExpressionGetId(e) != ExpressionId.Call) return e;
      return module.readStringCached(raw._BinaryenCallGetTarget(e)) == "~lib/rt/__tostack" ? operand(e, 0) : e;
    });
    if (now != body) raw._BinaryenFunctionSetBody(ref, now);
  }
}
