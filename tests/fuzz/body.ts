// Context of generation: the program so far, and the function whose body is being written.

import type { Family } from "./function-values.js";
import type { Taker } from "./language.js";
import type { Members } from "./members.js";
import type { Mode } from "./program.js";
import type { Random } from "./rng.js";
import type { Node, Part } from "./syntax.js";

/** Bound on a callable's work: statements it may execute, its callees' included. Keeps every program and its trace short. */
export const COST_MAX = 320;

/** Something generated code may call. */
export interface Callable {
  readonly name: string;
  readonly kind: "sync" | "async" | "static" | "method";
  /** Class or interface that has the method. */
  readonly owner: string;
  /** Without the task; `T` and arrays of it where `generic`. */
  readonly params: readonly string[];
  /** How many of the last parameters have default values. */
  readonly defaults: number;
  readonly result: string;
  readonly generic: boolean;
  /** Statements a call may execute at most. */
  readonly cost: number;
  /** Its first await really suspends: a child of an ordered program must be like that. */
  readonly suspendsFirst: boolean;
  /** It may end by an error. */
  readonly throws: boolean;
  /** It has `@pool`, so it can be spawned. */
  readonly pooled?: boolean;
  /** How a call of it is written, where that is not its name and what follows. @param args without the task */
  readonly write?: (task: string, args: readonly Node[]) => Part[];
}

/** A generator that generated code may iterate over. */
export interface Generator {
  readonly name: string;
  /** Class or interface that has it as a method; empty otherwise. */
  readonly owner: string;
  readonly isAsync: boolean;
  /** What the generator it takes yields; undefined where it takes none. */
  readonly over: string | undefined;
  /** Behind the task, and behind that. */
  readonly params: readonly string[];
  readonly item: string;
  /** Items at most; for each item taken, where it takes a generator. */
  readonly items: number;
  readonly cost: number;
  /** It may end by an error. */
  readonly throws: boolean;
  /** Whether ending it early does something: then it is not stepped by hand, since JavaScript never ends one that is given up. */
  readonly cleans: boolean;
}

/** A class whose objects generated code makes and uses. */
export interface Shape {
  readonly name: string;
  /** Itself and what it extends or implements: types its objects may have. */
  readonly types: readonly string[];
  readonly fields: readonly { readonly name: string; readonly type: string }[];
}

/** The program being generated. */
export interface Draft {
  readonly random: Random;
  readonly prefix: string;
  readonly mode: Mode;
  /** Whether anything in it really suspends. */
  readonly suspends: boolean;
  /** Whether tasks are cancelled; then none is spawned: a cancelled task could not join it, and its slot would stay taken. */
  readonly cancels: boolean;
  /** Blocks in blocks at most. */
  readonly nestingMax: number;
  /** Whether it may use what asc alone has not (language.ts). */
  readonly extends: boolean;
  /** Whether the host cancels calls whose cleanup is compared as well; then there are no children. */
  readonly unwinds: boolean;
  readonly callables: Callable[];
  readonly takers: Taker[];
  readonly generators: Generator[];
  readonly shapes: Shape[];
  readonly members: Members[];
  readonly families: Family[];
  /** Mutable globals; only ordered programs share data between tasks. */
  readonly globals: Variable[];
  /** What its errors are made of; undefined in programs without any. */
  readonly errors: ErrorKit | undefined;
  readonly features: Set<string>;
  hasSynchronous: boolean;
  nameCount: number;
  siteCount: number;
}

/** Classes for errors and resources, filled before the first function is made. */
export interface ErrorKit {
  /** Own subclasses of Error, with a number `code`. */
  readonly classes: string[];
  /** Classes with `[Symbol.dispose]` or `[Symbol.asyncDispose]`. */
  readonly resources: Resource[];
  /** Classes whose disposal may throw, in programs that have some. */
  failing: { readonly plain: string; readonly awaited: string } | undefined;
  /** Functions whose ends are looked at (ends.ts), in programs that have some. */
  ending: { readonly lasting: string; readonly failing: string; readonly sleeping: string } | undefined;
}

export interface Resource {
  readonly name: string;
  readonly isAsync: boolean;
  /** A function that gives one, or null. */
  readonly maybe: string;
}

export interface Loop {
  /** How many children were open at its start. */
  readonly openChildren: number;
  /** Its name, in programs that extend the language of asc; empty otherwise. */
  readonly label: string;
  /** The loop around it. */
  readonly outer: Loop | undefined;
}

export interface Variable {
  /** How it is written: `v3`, `this.n`, `v3.n`. */
  readonly name: string;
  readonly type: string;
  readonly writable: boolean;
  /** Reading or writing it runs code. */
  readonly isAccessor?: boolean;
}

/** The function being generated. */
export interface Body {
  readonly draft: Draft;
  readonly random: Random;
  /** Visible variables; cut back at the end of a block. */
  readonly scope: Variable[];
  readonly result: string;
  /** Inside `class C<T>` or `f<T>`. */
  readonly hasT: boolean;
  /** Whether `await` may stand here. */
  canAwait: boolean;
  /** Blocks around the current statement. */
  nesting: number;
  /** How often the current statement may execute. */
  times: number;
  cost: number;
  /** Whether `throw` and `try` may stand here: in functions of programs with errors. */
  readonly hasErrors: boolean;
  /** Where an error lands that is thrown here: how many children were open there, and whether that is a `catch` of this function. */
  landing: { readonly openChildren: number; readonly isCatch: boolean };
  /** Variables of the `catch` blocks around the current statement. */
  readonly caught: string[];
  /** Whether the function may end by an error, so far. */
  throws: boolean;
  /** Whether something in it has a cleanup, so far. */
  cleans: boolean;
  /** Inside a `finally`, which must not be left. */
  inCleanup: boolean;
  /** Whether a `using` of the whole function was declared. */
  hasResource: boolean;
  /** Children started and neither joined nor abandoned; while there are any, the function must not be left. */
  openChildren: number;
  /** The loop around the current statement. */
  loop: Loop | undefined;
  /** The switch that a `break` here would leave, and how many children were open at its start. */
  inSwitch: { readonly openChildren: number } | undefined;
  /** What a generator yields; undefined in other functions. */
  readonly yields: string | undefined;
  /** How many it may have yielded so far. */
  items: number;
  /** Whether the current expression may only use fresh objects: it goes to another task. */
  fresh: boolean;
}

export function newBody(draft: Draft, options: {
  params: readonly Variable[]; result: string; hasT?: boolean; canAwait: boolean; hasErrors?: boolean; yields?: string;
}): Body {
  return {
    draft,
    random: draft.random,
    scope: [...draft.globals, ...options.params],
    result: options.result,
    hasT: options.hasT ?? false,
    canAwait: options.canAwait,
    nesting: 0,
    times: 1,
    cost: 0,
    hasErrors: (options.hasErrors ?? options.canAwait) && draft.errors !== undefined,
    landing: { openChildren: 0, isCatch: false },
    caught: [],
    throws: false,
    cleans: false,
    inCleanup: false,
    hasResource: false,
    openChildren: 0,
    loop: undefined,
    inSwitch: undefined,
    yields: options.yields,
    items: 0,
    fresh: false,
  };
}

/** Accounts for `units` of work at the current statement. @returns false, and charges nothing, when that would be too much */
export function charge(body: Body, units: number): boolean {
  const cost = body.cost + units * body.times;
  if (cost > COST_MAX) return false;
  body.cost = cost;
  return true;
}

export function newName(draft: Draft, stem: string): string {
  return `${stem}${++draft.nameCount}`;
}

export function feature(body: Body | Draft, name: string): void {
  ("draft" in body ? body.draft : body).features.add(name);
}

/** The callables that still fit the cost of this body, and whose errors may arrive here. */
export function affordable(body: Body, accept: (callable: Callable) => boolean): Callable[] {
  return startable(body, (callable) => accept(callable) && (!callable.throws || mayThrow(body)));
}

/** The callables that still fit the cost of this body; their errors arrive elsewhere. */
export function startable(body: Body, accept: (callable: Callable) => boolean): Callable[] {
  return body.draft.callables.filter((callable) => accept(callable) && body.cost + callable.cost * body.times <= COST_MAX);
}

/** Whether an error may be thrown here: it must pass no open child, which JavaScript would let run on. */
export function mayThrow(body: Body): boolean {
  return body.hasErrors && body.openChildren === body.landing.openChildren;
}

/** A landing where nothing may throw: no statement has so few open children. */
export const NOWHERE: Body["landing"] = { openChildren: -1, isCatch: true };

/** Records that an error may be thrown here. */
export function noteThrow(body: Body): void {
  if (!body.landing.isCatch) body.throws = true;
}

/** The generators among those accepted whose items this body can still afford. */
export function affordableGenerators(body: Body, accept: (generator: Generator) => boolean): Generator[] {
  return body.draft.generators.filter((generator) => accept(generator) && body.cost + (generator.cost + 8 * generator.items) * body.times <= COST_MAX);
}

export function shapeOf(draft: Draft, type: string): Shape | undefined {
  return draft.shapes.find((shape) => shape.name === type);
}
