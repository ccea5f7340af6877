// What one compilation knows: kept on asc's Program, so that the patched methods of asc (shared by all compilations of the
// process) find the compilation they serve, and programs without Tacet run asc's own code.

import type { CallExpression, Class, ClassPrototype, Flow, Function as AscFunction, FunctionPrototype, Node, Program, Range, Type } from "assemblyscript";
import type { Capture } from "./2-desugar/captures.js";
import type { FunctionValues } from "./2-desugar/function-values.js";
import type { HostFunction } from "./2-desugar/host.js";
import type { Named } from "./2-desugar/labels.js";
import type { Library } from "./2-desugar/library.js";
import type { Narrowing } from "./2-desugar/narrowing.js";
import type { Lists } from "./2-desugar/results.js";
import type { TopLevel } from "./2-desugar/top-level.js";
import type { CommandKind } from "./options.js";

/** Settings of Tacet; see options.ts. */
export interface TacetOptions {
  /** Refuse a program that can allocate from an async function. */
  readonly allocationFree: boolean;
  /** Refuse a program whose static memory (bytes) is over this; 0 = no limit. */
  readonly memoryLimit: number;
  /** Warn of frame storage in an activation of more bytes than this. */
  readonly frameLimit: number;
  /** Note the running task for whoever tells await stacks, whatever the program is compiled for. */
  readonly runningTask: boolean;
  /** Exports and section that tell where static memory ends. */
  readonly layout: boolean;
  /** The host calls nothing but `main`, once, and never cancels it. */
  readonly onlyMain: boolean;
  /** Rings hold 16 and 32 bits where others have 32 and 64. */
  readonly compact: boolean;
  /** Whether sleeping tasks are in a timer wheel; otherwise they are one list. */
  readonly hasWheel: boolean;
  /** Deadlines are told by their low halves, as SHORT_TIME in assembly/compact.ts has it. */
  readonly shortTime: boolean;
  /** Guard words behind every frame area and task stack, checked after each poll (for tests). */
  readonly canary: boolean;
  /** Functions look at the end of their frame first. */
  readonly frameEnds: boolean;
  /** Keep the await map in the module; undefined = unless it is compiled for size. */
  readonly awaitMap: boolean | undefined;
}

/** State of one compilation. */
export interface Compilation {
  readonly program: Program;
  readonly options: TacetOptions;
  /** Whether the user asked asc for a source map (we always record locations, for diagnostics). */
  readonly wantsSourceMap: boolean;
  /** A program that runs its own turns: `main` is its start, and no other async function is exported. */
  readonly command: CommandKind | null;
  /** Whether the runtime has a collector (minimal, incremental), so that frames are visited. */
  readonly collects: boolean;
  /** Whether that is `minimal`, which does not zero new objects. */
  readonly isMinimal: boolean;
  readonly promise: ClassPrototype;
  readonly generator: ClassPrototype;
  readonly asyncGenerator: ClassPrototype;
  /** `@host` functions by index. */
  readonly hostFunctions: readonly HostFunction[];
  /** The top level of the entry file, where it awaits. */
  readonly topLevel: TopLevel | null;
  /** The runtime library in assembly/. */
  readonly library: Library;
  /** Where the runtime has no collector: address of the object that `throw new E(…)` fills, by expression and class. */
  readonly staticErrors: Map<Node, Map<Class, number>>;
  /** Where the runtime has one: the `throw new` statements that are noted when they run, by number. */
  readonly throwSites: Range[];
  /** Whether an error of a disposal keeps the error it comes upon, as a SuppressedError. */
  readonly suppresses: boolean;
  /** What of the library depends on each other: errors, and AbortError if there are any. */
  readonly needs: { errors: boolean; abortsAfterErrors: boolean };
  /** Flows of statements that a `catch` or `finally` follows. */
  readonly tryFlows: WeakSet<Flow>;
  /** What is known of the types of what was caught. */
  readonly narrowing: Narrowing;
  /** What labels name, by the flow of its body. */
  readonly named: WeakMap<Flow, Named[]>;
  /** Source ranges of awaits and throws, for the report and diagnostics. */
  readonly awaits: Map<number, Range>;
  /** What each function expression takes from the functions around it. */
  readonly captures: Map<AscFunction, Capture[]>;
  /** Where the source makes or names a class with promises or generators as type arguments. */
  readonly promiseHolders: Map<Class, Range>;
  /** What was awaited last of type void where a value is wanted. */
  voidAwait: Range | null;
  /** Calls that asc compiles now, innermost last. */
  readonly calls: CallExpression[];
  /** Increments of `for` loops. */
  readonly increments: Range[];
  /** Calls through values of async type. */
  readonly values: FunctionValues;
  /** Functions whose tasks wait for what is combined by a promise that is kept, by what they do. */
  readonly waiters: Map<string, FunctionPrototype>;
  /** What lists of promises give. */
  readonly lists: Lists;
}

/** Whether the await map goes into the module: whoever compiles for size (-Os, -Oz) pays for no names unless asked to. */
export function keepsMap({ options, program }: Compilation): boolean {
  return options.awaitMap ?? program.options.shrinkLevelHint === 0;
}

/** Whether await stacks show every caller: in debug builds. Firmware is compiled with names for its report; it shows them if it tells stacks. */
export function tellsCallers({ options, program }: Compilation): boolean {
  return program.options.debugInfo && (!options.layout || options.runningTask);
}

const KEY = Symbol.for("tacet.compilation");

/** On every program our transform serves, whether it uses the library or not. */
const OURS = Symbol.for("tacet.ours");

type Carrier = { [KEY]?: Compilation; [OURS]?: boolean };

/** Whether asc's language is extended for this program. */
export function isOurs(program: Program): boolean {
  return (program as unknown as Carrier)[OURS] ?? false;
}

export function claim(program: Program): void {
  (program as unknown as Carrier)[OURS] = true;
}

export function compilationOf(program: Program): Compilation | null {
  return (program as unknown as Carrier)[KEY] ?? null;
}

export function attach(program: Program, compilation: Compilation): void {
  (program as unknown as Carrier)[KEY] = compilation;
}

/** The `T` of `Promise<T>`; null for other types. */
export function promisedType(compilation: Compilation, type: Type): Type | null {
  const cls = type.getClass();
  if (!cls || cls.prototype !== compilation.promise || !cls.typeArguments) return null;
  return cls.typeArguments[0];
}

/** The `T` of `Generator<T>` and `AsyncGenerator<T>`; null for other types. */
export function generatedType(compilation: Compilation, type: Type): Type | null {
  const cls = type.getClass();
  if (!cls?.typeArguments || cls.prototype !== compilation.generator && cls.prototype !== compilation.asyncGenerator) return null;
  return cls.typeArguments[0];
}

/** Whether `type` is an `AsyncGenerator<T>`. */
export function isAsyncGenerator(compilation: Compilation, type: Type): boolean {
  return type.getClass()?.prototype === compilation.asyncGenerator;
}
