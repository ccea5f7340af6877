// Whether async code can reach the heap: breadth-first over the call graph, before any optimisation.
// Indirect calls reach every function of the table with that signature. Asynchronous calls are ordinary calls here: the
// lowering has made them so.

import { ExpressionId, type Compiler } from "assemblyscript";
import { walk } from "../3-lower/nodes.js";
import { raw } from "../3-lower/raw.js";
import type { AllocationProof } from "./report.js";

/** Functions of asc's runtimes that take memory from the heap. */
const ALLOCATES = /^~lib\/rt\/[^/]+\/(__new|__alloc|__renew|__realloc)$/;

/** @param describe what a function is called in the path */
export function proveAllocationFree(compiler: Compiler, roots: readonly string[], describe: (name: string) => string): AllocationProof {
  const { module } = compiler;
  const cameFrom = new Map<string, string | null>(roots.map(name => [name, null]));
  const queue = [...roots];
  for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
    if (ALLOCATES.test(name)) return { proved: false, path: pathTo(name, cameFrom).map(describe) };
    for (const callee of calleesOf(compiler, module.getFunction(name))) {
      if (cameFrom.has(callee)) continue;
      cameFrom.set(callee, name);
      queue.push(callee);
    }
  }
  return { proved: true };
}

function calleesOf(compiler: Compiler, ref: number): Set<string> {
  const { module } = compiler;
  const out = new Set<string>();
  const body = ref && raw._BinaryenFunctionGetBody(ref);
  if (!body) return out;
  walk(body, e => {
    switch (raw._BinaryenExpressionGetId(e)) {
      case ExpressionId.Call: out.add(module.readStringCached(raw._BinaryenCallGetTarget(e))!); break;
      case ExpressionId.CallIndirect: {
        const params = raw._BinaryenCallIndirectGetParams(e);
        const results = raw._BinaryenCallIndirectGetResults(e);
        for (const fn of compiler.functionTable) {
          const target = module.getFunction(fn.internalName);
          if (!target) continue;
          if (raw._BinaryenFunctionGetParams(target) == params && raw._BinaryenFunctionGetResults(target) == results) out.add(fn.internalName);
        }
        break;
      }
    }
  });
  return out;
}

function pathTo(name: string, cameFrom: ReadonlyMap<string, string | null>): string[] {
  const path: string[] = [];
  for (let at: string | null | undefined = name; at; at = cameFrom.get(at)) path.unshift(at);
  return path;
}
