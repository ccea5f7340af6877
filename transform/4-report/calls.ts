// Call graph: a module after the lowering -> who calls whom, and who grows the memory.
//
// Read from Binaryen's IR, so what asc added (overrides, runtime calls, initialisers) counts like what the user wrote.
// A call through the table may reach every table function with the same parameters: an upper bound, which is what a proof needs.

import { ExpressionId, TypeRef, createType, type Compiler, type Module } from "assemblyscript";
import { addTo } from "../3-lower/lists.js";
import { operandsOf, walk } from "../3-lower/nodes.js";
import { raw, type Expr, type Type } from "../3-lower/raw.js";

export interface CallGraph {
  /** Names of the functions that `name` may call; empty for an import or an unknown name. */
  callees(name: string): ReadonlySet<string>;
  /** Whether `name` itself contains memory.grow. */
  grows(name: string): boolean;
}

interface Calls {
  readonly callees: ReadonlySet<string>;
  readonly grows: boolean;
}

/** The call graph of the module as it is now. */
export function callGraph({ module, functionTable }: Compiler): CallGraph {
  const byParams = new Map<Type, string[]>();
  for (const { internalName: name } of functionTable) {
    const ref = module.getFunction(name);
    if (ref) addTo(byParams, raw._BinaryenFunctionGetParams(ref), name);
  }
  const known = new Map<string, Calls>();
  const callsOf = (name: string): Calls => {
    const found = known.get(name) ?? readCalls(module, name, byParams);
    known.set(name, found);
    return found;
  };
  return {
    callees: name => callsOf(name).callees,
    grows: name => callsOf(name).grows,
  };
}

function readCalls(module: Module, name: string, byParams: ReadonlyMap<Type, readonly string[]>): Calls {
  const callees = new Set<string>();
  let grows = false;
  const ref = module.getFunction(name);
  const body = ref ? raw._BinaryenFunctionGetBody(ref) : 0; // 0: an import
  walk(body, (e, id) => {
    switch (id) {
      case ExpressionId.Call: {
        const target = module.readStringCached(raw._BinaryenCallGetTarget(e));
        if (target) callees.add(target);
        break;
      }
      case ExpressionId.CallIndirect: {
        for (const target of byParams.get(indirectParams(e)) ?? []) callees.add(target);
        break;
      }
      case ExpressionId.MemoryGrow: grows = true; break;
    }
  });
  return { callees, grows };
}

/** Parameter types of an indirect call; no function has those of a call that is never reached. */
function indirectParams(call: Expr): Type {
  const types = operandsOf(call).slice(0, -1).map(e => raw._BinaryenExpressionGetType(e)); // the last is whom it calls
  return types.includes(TypeRef.Unreachable) ? TypeRef.Unreachable : createType(types);
}
