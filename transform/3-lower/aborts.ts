// Which awaits may find a promise whose task was cancelled before -> `aborted` of their guards.
//
//   const p = f();                        dropped: after a race, a timeout or a failed Promise.all that p took part in, on every
//   await Promise.race([p, g()]);         path from there up to the next start of that child; for a cleanup also where a cancel
//   await p;                              the guard behind this await takes the cancel for an AbortError
//
// A promise is known as a child of its function where only that one can be in the local. Of all others (parameters, locals with
// several) there is one fact: dropping one may drop any, and each may be any that was dropped. Across calls: which functions
// may drop a promise that they are given, and which may be given one that was dropped.
// Runs on normal form with `try` still in it. May-facts, so too many guards stay, never too few.

import { add, bitsFor, has, members, remove, union, type Bits } from "./bits.js";
import { localOf } from "./nodes.js";
import { childOf } from "./unfinished.js";
import { isCall, someStmt, type AsyncFunction, type Site, type Stmt } from "./norm.js";

/** @param isPromise whether the parameter of that function, `this` first, is a promise */
export function markAborted(functions: ReadonlyMap<string, AsyncFunction>, isPromise: (name: string, param: number) => boolean): void {
  const facts: Facts = { isPromise, dropping: new Set(), given: new Set() };
  for (const fn of functions.values()) {
    // A step of a generator may come after anything its owner does.
    if (fn.item && takesPromise(facts, fn)) facts.given.add(fn.name);
    if (fn.takes == "borrows") facts.dropping.add(fn.name);
  }
  for (let before = -1; before != facts.dropping.size + facts.given.size;) {
    before = facts.dropping.size + facts.given.size;
    for (const fn of functions.values()) new Flow(facts, fn).run();
  }
}

interface Facts {
  isPromise(name: string, param: number): boolean;
  /** Functions that may drop a promise they are given. */
  readonly dropping: Set<string>;
  /** Functions that may be given one that was dropped. */
  readonly given: Set<string>;
}

function takesPromise({ isPromise }: Facts, fn: AsyncFunction): boolean {
  return Array.from({ length: fn.paramCount }, (_, i) => i).some(i => isPromise(fn.name, i));
}

class Flow {
  private readonly children: ReadonlyMap<number, number>;
  /** The fact for promises that are no known child's. */
  private readonly others: number;
  /** Facts at each label that is open: where branches to it come from. */
  private readonly targets = new Map<string, Bits>();
  /** All that was dropped since the `try` around began. */
  private dropped: Bits;
  /** What a cancel that left it meanwhile has dropped. */
  private unwinding: Bits;

  constructor(private readonly facts: Facts, private readonly fn: AsyncFunction) {
    this.children = childOf(fn);
    this.others = fn.children.length;
    this.dropped = this.none();
    this.unwinding = this.none();
  }

  run(): void {
    const { facts, fn } = this;
    if (!fn.children.length && !takesPromise(facts, fn)) return;
    const entry = this.none();
    if (facts.given.has(fn.name)) add(entry, this.others);
    this.list(fn.body, entry);
  }

  /** @returns the facts behind `stmts`; what control does not reach has none */
  private list(stmts: readonly Stmt[], before: Bits): Bits {
    let at = before.slice();
    for (const s of stmts) at = this.one(s, at);
    return at;
  }

  private one(s: Stmt, at: Bits): Bits {
    switch (s.kind) {
      case "dropped":
        for (const promise of s.promises) {
          if (s.unwinds) this.unwind(this.childIn(promise));
          else this.drop(this.childIn(promise), at);
        }
        return at;
      case "join": if (s.ends) this.unwind(this.childIn(s.promise)); return at;
      case "start":
        this.give(s.start, at); // from here on, at whatever time
        remove(at, s.start.child);
        return at;
      case "await": if (isCall(s.site)) this.give(s.site, at); return at;
      case "make": this.give(s, at); return at;
      case "guard":
        s.aborted ||= s.promises.some(promise => this.isDropped(this.childIn(promise), at));
        union(at, this.list(s.then, at));
        return at;
      case "br": this.branch(s.label, at); return s.cond ? at : this.none();
      case "switch": for (const label of [...s.labels, s.fallback]) this.branch(label, at); return this.none();
      case "return": case "unwind": case "throw": case "trap": return this.none();
      case "if": {
        const then = this.list(s.then, at);
        union(then, this.list(s.else, at));
        return then;
      }
      case "block": {
        this.targets.set(s.label, this.none());
        const end = this.list(s.body, at);
        union(end, this.targets.get(s.label)!);
        this.targets.delete(s.label);
        return end;
      }
      case "loop": {
        for (let end; ;) {
          this.targets.set(s.label, this.none());
          end = this.list(s.body, at);
          const grew = union(at, this.targets.get(s.label)!);
          this.targets.delete(s.label);
          if (!grew) return end;
        }
      }
      case "try": return this.tried(s, at);
      default: return at;
    }
  }

  /** An error may come behind any statement of the body, a branch out of it passes the cleanup. */
  private tried(s: Stmt & { kind: "try" }, at: Bits): Bits {
    const around = this.dropped;
    const unwindingAround = this.unwinding;
    this.dropped = at.slice();
    this.unwinding = this.none();
    const end = this.list(s.body, at);
    if (s.handler) union(end, this.list(s.handler, this.dropped));
    if (s.cleanup) {
      const passing = this.dropped;
      union(passing, end);
      const unwinding = passing.slice();
      union(unwinding, this.unwinding);
      this.list(s.cleanup, unwinding);
      union(end, this.list(s.cleanup, passing));
      for (const facts of this.targets.values()) union(facts, this.dropped);
    }
    union(around, this.dropped);
    this.dropped = around;
    union(unwindingAround, this.unwinding);
    this.unwinding = unwindingAround;
    return end;
  }

  private branch(label: string, at: Bits): void {
    const facts = this.targets.get(label);
    if (facts) union(facts, at);
  }

  private give({ callee, args }: Pick<Site, "callee" | "args">, at: Bits): void {
    const { facts } = this;
    args.forEach((arg, i) => {
      if (!facts.isPromise(callee, i)) return;
      const child = this.childIn(localOf(arg));
      if (this.isDropped(child, at)) facts.given.add(callee);
      if (facts.dropping.has(callee)) this.drop(child, at);
    });
  }

  private drop(child: number, at: Bits): void {
    const { fn, facts } = this;
    for (const i of this.which(child)) {
      add(at, i);
      add(this.dropped, i);
    }
    if (child < 0 && takesPromise(facts, fn)) facts.dropping.add(fn.name);
  }

  /** Notes a drop for the cleanups that follow, and for nothing behind them. */
  private unwind(child: number): void {
    for (const i of this.which(child)) add(this.unwinding, i);
  }

  /** The facts that `child` may stand for. */
  private which(child: number): number[] {
    return child >= 0 ? [child] : [...this.fn.children.keys(), this.others];
  }

  private isDropped(child: number, at: Bits): boolean {
    return child >= 0 ? has(at, child) : members(at).length > 0;
  }

  /** The child whose promise alone is in `local`, or -1. */
  private childIn(local: number): number {
    return this.children.get(local) ?? -1;
  }

  private none(): Bits {
    return bitsFor(this.fn.children.length + 1);
  }
}

/** Whether a guard of any of `functions` is for an abort. */
export function hasAborts(functions: ReadonlyMap<string, AsyncFunction>): boolean {
  return [...functions.values()].some(({ body }) => someStmt(body, s => s.kind == "guard" && s.aborted));
}
