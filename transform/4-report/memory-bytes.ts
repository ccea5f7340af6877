// How long linear memory is, for a program that hands it to its host (assembly/wamr/command.ts): a constant, or `memory.size`.
// Only what can grow its memory asks: an engine that finds neither memory.size nor memory.grow in a module may cut its memory down to what is used.
// That is known once all code is there: errors that are filled in place leave no allocator behind.

import { BinaryOp, TypeRef, type Compiler } from "assemblyscript";
import { exportsOf } from "../3-lower/contents.js";
import { MEMORY_BYTES } from "../3-lower/intrinsics.js";
import { targetOf, walk } from "../3-lower/nodes.js";
import type { CallGraph } from "./calls.js";

/** log2 of the bytes of a page. */
const PAGE_LOG2 = 16;

/** Adds the function. @param staticEnd where static memory ends */
export function addMemoryBytes(compiler: Compiler, graph: CallGraph, staticEnd: number): void {
  const { module: m } = compiler;
  const bytes = canGrow(compiler, graph) ? m.binary(BinaryOp.ShlI32, m.memory_size(), m.i32(PAGE_LOG2)) : m.i32(staticEnd);
  m.addFunction(MEMORY_BYTES, TypeRef.None, TypeRef.I32, null, bytes);
}

/** Whether anything that runs can grow the memory. */
function canGrow(compiler: Compiler, graph: CallGraph): boolean {
  const work = [...exportsOf(compiler.module).map(({ value }) => value), ...compiler.functionTable.map(fn => fn.internalName)];
  for (const statement of compiler.currentBody) {
    walk(statement, e => {
      const target = targetOf(compiler.module, e);
      if (target != null) work.push(target);
    });
  }
  const seen = new Set<string>();
  for (let name = work.pop(); name !== undefined; name = work.pop()) {
    if (seen.has(name)) continue;
    seen.add(name);
    if (graph.grows(name)) return true;
    work.push(...graph.callees(name));
  }
  return false;
}
