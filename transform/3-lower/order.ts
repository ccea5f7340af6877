// Which function calls which, in normal form -> callees before callers, and what a program can reach.

import { niceName, type LibraryNames } from "./names.js";
import { eachStmt, type AsyncFunction } from "./norm.js";
import type { Expr } from "./raw.js";

/** A call, and where it stands. */
export interface Call {
  readonly name: string;
  readonly at: Expr;
}

/** The functions of a program and the calls between them. */
export class CallOrder {
  constructor(private readonly functions: ReadonlyMap<string, AsyncFunction>, private readonly lib: LibraryNames) {}

  /** Everything whose frames the function's activation needs a place for. */
  calleesOf(name: string): Call[] {
    const fn = this.functions.get(name)!;
    const out: Call[] = [];
    eachStmt(fn.body, s => {
      if (s.kind == "await" && s.site.callee) out.push({ name: s.site.callee, at: s.site.origin });
      if (s.kind == "start") out.push({ name: s.start.callee, at: s.start.origin });
      if (s.kind == "make") out.push({ name: s.callee, at: s.origin });
    });
    for (const area of fn.areas) if (area.generator) out.push({ name: area.generator, at: area.origin });
    if (fn.scopes.length) out.push({ name: this.lib.scopeEnd, at: fn.areas[fn.scopes[0]].origin });
    return out;
  }

  /** Callees before callers; null after `refuse` of a cycle, at the call that closes it. */
  calleesFirst(refuse: (at: Expr, cycle: string) => void): string[] | null {
    const out: string[] = [];
    const state = new Map<string, "open" | "done">();
    const path: string[] = [];
    const visit = (name: string, at: Expr): boolean => {
      if (state.get(name) == "done") return true;
      if (state.get(name) == "open") {
        refuse(at, [...path.slice(path.indexOf(name)), name].map(niceName).join(" -> "));
        return false;
      }
      state.set(name, "open");
      path.push(name);
      for (const call of this.calleesOf(name)) if (!visit(call.name, call.at)) return false;
      path.pop();
      state.set(name, "done");
      out.push(name);
      return true;
    };
    // Loops over async generators will call it, anywhere.
    if (this.functions.has(this.lib.generatorStop)) visit(this.lib.generatorStop, 0);
    for (const name of this.functions.keys()) if (!visit(name, 0)) return null;
    return out;
  }

  /** The functions that `roots` reach. */
  reachable(roots: Iterable<string>): Set<string> {
    const live = new Set<string>();
    const visit = (name: string): void => {
      if (live.has(name)) return;
      live.add(name);
      for (const call of this.calleesOf(name)) visit(call.name);
    };
    for (const name of roots) visit(name);
    return live;
  }
}
