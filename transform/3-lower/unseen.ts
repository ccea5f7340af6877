// Which children may still hold an error that nobody has seen where their owner returns: those that a way from their start leads to a
// `return` without a join. What ends by an error or a cancel itself drops those of its children.
//
// A structured data flow over normal form with `try` still in it. unfinished.ts asks the same of the graph, when it is known which
// functions may throw; here this is being found out, so nothing may be left out that is found there. Hence what leaves a `try` with a
// cleanup by a branch is joined with what runs through it, as it is in the graph, and in a generator, whose end enters its landing
// pads as a cancel and may be replaced by an error, a cancel may come at any statement.

import { add, bitsFor, has, remove, union, type Bits } from "./bits.js";
import { UNWIND_ERROR, type AsyncFunction, type Site, type Stmt } from "./norm.js";
import { takenBy, type Taken } from "./unfinished.js";

export interface SeenFacts {
  throws(site: Site): boolean;
  /** Whether the condition steps a generator that may throw. */
  stepThrows(s: Stmt & { kind: "if" }): boolean;
  mayFail(promises: readonly number[]): boolean;
  /** What a function does with the children it is given. */
  takes(callee: string): AsyncFunction["takes"];
  /** Locals that can only hold one child's promise -> that child; -1 for others. */
  readonly owners: ReadonlyMap<number, number>;
}

/** Whether one of the children for which `matters` holds may be so. */
export function mayLeaveUnseen(fn: AsyncFunction, facts: SeenFacts, matters: (child: number) => boolean): boolean {
  const exits = new Flow(fn, facts).run();
  return exits != null && fn.children.some((_, child) => has(exits, child) && matters(child));
}

/** Children that may be open at some place; null = control does not get there. */
type State = Bits | null;

/** What leaves the statements of a `try` by branches and returns. */
interface Leaving {
  state: State;
  readonly labels: Set<string>;
  returns: boolean;
}

class Flow {
  /** At each label that is open: where branches to it come from, and how many cleanups stand around it. */
  private readonly targets = new Map<string, { state: State; readonly depth: number }>();
  private readonly cleanups: Leaving[] = [];
  /** At errors and cancels that leave the statements looked at. */
  private errors: State = null;
  private cancels: State = null;
  private exits: State = null;
  /** How many loops over generators that may throw are around: when such a loop is left, the generator's end may. */
  private stepping = 0;

  private readonly taken: Taken;

  constructor(private readonly fn: AsyncFunction, private readonly facts: SeenFacts) {
    this.taken = takenBy(fn, facts.owners, callee => facts.takes(callee));
  }

  run(): State {
    const end = this.list(this.fn.body, bitsFor(this.fn.children.length));
    return join(this.exits, end);
  }

  private list(stmts: readonly Stmt[], before: State): State {
    let at = before;
    for (const s of stmts) {
      if (!at) return null;
      if (this.stepping) this.errors = join(this.errors, at);
      if (this.fn.item) this.cancels = join(this.cancels, at);
      at = this.one(s, at);
    }
    return at;
  }

  private one(s: Stmt, at: Bits): State {
    const { facts } = this;
    switch (s.kind) {
      case "start": {
        const after = at.slice();
        add(after, s.start.child);
        for (const own of this.taken.adopted(s.start.child)) remove(after, own);
        return after;
      }
      case "join": case "joined": {
        const child = facts.owners.get(s.promise) ?? -1;
        return child < 0 ? at : without(at, [child, ...this.taken.within(child)]);
      }
      case "await": {
        if (facts.throws(s.site)) this.errors = join(this.errors, at);
        return at;
      }
      case "throw": this.errors = join(this.errors, at); return null;
      case "unwind": if (s.status == UNWIND_ERROR) this.errors = join(this.errors, at); return null;
      case "guard": return s.aborted || facts.mayFail(s.promises) ? join(at, this.list(s.then, at)) : at;
      case "br": this.branch(s.label, at); return s.cond ? at : null;
      case "switch": for (const label of [...s.labels, s.fallback]) this.branch(label, at); return null;
      case "return": this.leave(at); return null;
      case "trap": return null;
      case "if": {
        const steps = facts.stepThrows(s);
        if (steps) {
          this.errors = join(this.errors, at);
          this.stepping++;
        }
        const then = this.list(s.then, at);
        if (steps) this.stepping--;
        return join(then, this.list(s.else, at));
      }
      case "block": return this.labelled(s.label, s.body, at).end;
      case "loop": {
        for (let head = at; ;) {
          const { end, target } = this.labelled(s.label, s.body, head, true);
          const next = head.slice();
          if (!target || !union(next, target)) return end;
          head = next;
        }
      }
      case "try": return this.tried(s, at);
      default: return at;
    }
  }

  /** The states at the label and behind `body`, which for a block is the same place. */
  private labelled(label: string, body: readonly Stmt[], at: Bits, isLoop = false): { end: State; target: State } {
    const target: { state: State; depth: number } = { state: null, depth: this.cleanups.length };
    this.targets.set(label, target);
    const end = this.list(body, at);
    return { end: isLoop ? end : join(end, target.state), target: target.state };
  }

  private tried({ body, handler, cleanup }: Stmt & { kind: "try" }, at: Bits): State {
    const errorsAround = this.errors;
    const cancelsAround = this.cancels;
    const leaving: Leaving = { state: null, labels: new Set(), returns: false };
    if (cleanup) this.cleanups.push(leaving);
    this.errors = this.cancels = null;
    let end = this.list(body, at);
    if (handler) {
      const caught = this.errors;
      this.errors = null;
      end = join(end, this.list(handler, caught));
    }
    const { errors, cancels } = this;
    if (!cleanup) {
      this.errors = join(errorsAround, errors);
      this.cancels = join(cancelsAround, cancels);
      return end;
    }
    this.cleanups.pop();
    this.errors = errorsAround;
    this.cancels = cancelsAround;
    const passed = this.list(cleanup, join(end, leaving.state));
    if (passed) {
      for (const label of leaving.labels) this.branch(label, passed);
      if (leaving.returns) this.leave(passed);
    }
    const failed = this.list(cleanup, errors);
    this.errors = join(this.errors, failed);
    const cancelled = this.list(cleanup, cancels);
    this.cancels = join(this.cancels, cancelled);
    return end && passed;
  }

  private branch(label: string, at: Bits): void {
    const target = this.targets.get(label)!;
    if (target.depth == this.cleanups.length) target.state = join(target.state, at);
    else this.pass(at).labels.add(label);
  }

  private leave(at: Bits): void {
    if (this.cleanups.length) this.pass(at).returns = true;
    else this.exits = join(this.exits, at);
  }

  /** Into the cleanup around. */
  private pass(at: Bits): Leaving {
    const leaving = this.cleanups[this.cleanups.length - 1];
    leaving.state = join(leaving.state, at);
    return leaving;
  }
}

function join(a: State, b: State): State {
  if (!a || !b) return a ?? b;
  const both = a.slice();
  union(both, b);
  return both;
}

function without(at: Bits, children: readonly number[]): Bits {
  const rest = at.slice();
  for (const child of children) remove(rest, child);
  return rest;
}
