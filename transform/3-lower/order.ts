// Which function calls which, in normal form -> callees before callers, in groups: a recursion is one group.

import type { LibraryNames } from "./names.js";
import { eachStmt, someStmt, type AsyncFunction } from "./norm.js";
import type { Expr } from "./raw.js";

/** A call, and where it stands. */
export interface Call {
  readonly name: string;
  readonly at: Expr;
  /** Whether the callee's frames come behind those of the caller; otherwise they lie in the caller's frame. */
  readonly isAwait: boolean;
}

/** A function, or all that call each other. */
export interface Group {
  readonly names: readonly string[];
  readonly isRecursive: boolean;
}

export function namesIn(groups: readonly Group[]): string[] {
  return groups.flatMap(group => group.names);
}

/** How many calls the functions `names` make of each function. */
export function callCounts(names: readonly string[], calleesOf: (name: string) => readonly Pick<Call, "name">[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const caller of names) for (const { name } of calleesOf(caller)) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

/** A cycle of calls: its names, the first again at the end, and the call that closes it. */
export interface Cycle {
  readonly names: readonly string[];
  readonly at: Expr;
}

/** The functions of a program and the calls between them. */
export class CallOrder {
  constructor(private readonly functions: ReadonlyMap<string, AsyncFunction>, private readonly lib: LibraryNames) {}

  /** Everything whose frames the function's activation needs a place for. */
  calleesOf(name: string): Call[] {
    const fn = this.functions.get(name)!;
    const out: Call[] = [];
    const add = (callee: string, at: Expr, isAwait: boolean): void => void out.push({ name: callee, at, isAwait });
    eachStmt(fn.body, s => {
      if (s.kind == "await" && s.site.callee) add(s.site.callee, s.site.origin, s.site.kind != "step");
      if (s.kind == "start") add(s.start.callee, s.start.origin, false);
      if (s.kind == "make") add(s.callee, s.origin, false);
    });
    for (const area of fn.areas) if (area.generator) add(area.generator, area.origin, false);
    if (fn.scopes.length) add(this.lib.scopeEnd, fn.areas[fn.scopes[0]].origin, true);
    return out;
  }

  /** All functions in groups. */
  all(): Group[] {
    // Loops over async generators will call it, anywhere.
    const first = this.functions.has(this.lib.generatorStop) ? [this.lib.generatorStop] : [];
    return this.groups([...first, ...this.functions.keys()]);
  }

  /** `roots` and all they reach, callees first (Tarjan's strongly connected components). */
  groups(roots: Iterable<string>): Group[] {
    const out: Group[] = [];
    const numbers = new Map<string, number>();
    const open: string[] = [];
    const closed = new Set<string>();
    /** Visits `name`. @returns the smallest number of an open function it reaches */
    const visit = (name: string): number => {
      const number = numbers.size;
      numbers.set(name, number);
      open.push(name);
      let lowest = number;
      let callsItself = false;
      for (const callee of this.calleesOf(name)) {
        if (closed.has(callee.name)) continue;
        callsItself ||= callee.name == name;
        lowest = Math.min(lowest, numbers.get(callee.name) ?? visit(callee.name));
      }
      if (lowest == number) {
        const names = open.splice(open.indexOf(name));
        for (const n of names) closed.add(n);
        out.push({ names, isRecursive: (callsItself || names.length > 1) && !names.every(n => this.isFrameless(n)) });
      }
      return lowest;
    };
    for (const name of roots) if (!numbers.has(name)) visit(name);
    return out;
  }

  /** The functions of `group`, callees first when calls of those in `cut` do not count; the cycle that is left otherwise. */
  within(group: Group, cut: ReadonlySet<string>): string[] | Cycle {
    const out: string[] = [];
    const path: string[] = [];
    const visit = (name: string): Cycle | null => {
      path.push(name);
      for (const call of this.calleesOf(name)) {
        if (!group.names.includes(call.name) || cut.has(call.name) || out.includes(call.name)) continue;
        if (path.includes(call.name)) return { names: [...path.slice(path.indexOf(call.name)), call.name], at: call.at };
        const cycle = visit(call.name);
        if (cycle) return cycle;
      }
      path.pop();
      out.push(name);
      return null;
    };
    for (const name of group.names) {
      const cycle = out.includes(name) ? null : visit(name);
      if (cycle) return cycle;
    }
    return out;
  }

  /** Whether the function may be on the stack twice: it keeps nothing in a place of its own. */
  private isFrameless(name: string): boolean {
    const fn = this.functions.get(name)!;
    return fn.isPlain && !fn.areas.length && !someStmt(fn.body, s => s.kind == "make");
  }
}
