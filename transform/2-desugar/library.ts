// Which functions of the runtime library a program needs beyond those it calls.
//
// The lowering calls library functions (a pool's, a child's), and a turn must drive timers and rings exactly when the
// program uses them: a linked function compiles together with the one that stands for the feature.

import { CommonFlags, ElementKind, type Element, type Function as AscFunction, type FunctionPrototype, type Global, type Program, type Range, type Type } from "assemblyscript";
import { isAsync, isGenerator } from "../1-read/marks.js";
import type { Compilation } from "../state.js";

/** Library functions every program with async functions gets. */
const ROOTS = [
  "tacet_init", "tacet_turn", "tacet_cancel", "tacet_release",
  "childBegin", "childSettle", "childYield", "childWatch", "childPending", "childDrop", "childLose", "childTell", "childEndNext", "childWin", "childWon", "childDone", "childNone", "childClear", "setWaits",
  "poolTake", "poolWait", "handleOf", "poll", "startSettle", "startYield", "takePending", "wake",
] as const;

/** And those of programs whose runtime has a collector. */
const COLLECTOR = ["gcLink", "gcUnlink", "gcVisitTasks"] as const;

/** And those of programs with generators. */
const GENERATORS = ["generatorNext", "generatorStep", "generatorReturn"] as const;

/** And those of programs with async generators. */
const ASYNC_GENERATORS = ["generatorStop"] as const;

const GENERATORS_COLLECTOR = ["gcGeneratorMade", "gcGeneratorsGone", "gcVisitGenerators"] as const;

/**
 * Library functions that come with another: with a sleep the wheel, with a submission the ring's turn and, where the program is
 * its own host (assembly/wasi/), what performs it; where it enters its host (assembly/wamr/), what has text printed. By name, or file and name.
 */
const LINKS: ReadonlyMap<string, readonly string[]> = new Map([
  ["sleep", ["sleepWhole"]],
  ["sleepUntil", ["sleeperInsert", "sleeperInsertPolled", "sleeperRemove", "sleepersAdvance", "sleepersNext"]],
  ["cancelJoinable", ["abortError"]],
  ["submit", ["ringsBegin", "submittersWait", "wasi/perform/serveSubmissions", "wasi/poll/waitForEvents"]],
  ["fs/File.open", ["wasi/files/performFile"]],
  ["net/TcpListener.listen", ["wasi/sockets/performTcp", "wasi/sockets/performSocket"]],
  ["net/TcpStream.connect", ["wasi/sockets/performTcp", "wasi/sockets/performSocket"]],
  ["stdio/argument", ["wasi/process-text/performText"]],
  ["process/environment", ["wasi/process-text/performText"]],
  ["console/write", ["wasi/text/printConsole", "wamr/command/tell"]],
  ["trap/abort", ["wasi/text/printTrap", "wamr/command/tell"]],
  ["borrowed", ["tellBorrowers"]],
  ["scopeOpen", ["scopeSelect", "scopeEnter", "scopeLeave", "scopeWait", "scopeNone", "scopeEnd"]],
]);

/** The library's functions and globals by name. */
export class Library {
  private constructor(
    private readonly program: Program,
    /** What the names of its elements begin with. */
    readonly prefix: string,
    private readonly prototypes: ReadonlyMap<string, FunctionPrototype>,
    private readonly globals: ReadonlyMap<string, Global>,
  ) {}

  static of(program: Program, prefix: string): Library {
    const prototypes = new Map<string, FunctionPrototype>();
    const globals = new Map<string, Global>();
    for (const file of program.filesByName.values()) {
      if (!file.internalName.startsWith(prefix)) continue;
      const path = file.internalName.slice(prefix.length);
      for (const [name, member] of file.members ?? []) {
        if (member.kind == ElementKind.FunctionPrototype) prototypes.set(path.includes("/") ? `${path}/${name}` : name, member as FunctionPrototype);
        else if (member.kind == ElementKind.Global) globals.set(name, member as Global);
      }
    }
    return new Library(program, prefix, prototypes, globals);
  }

  /** The function `name` of a file of assembly/, `folder/file/name` of one below it, or null where the program does not hold it. */
  find(name: string): AscFunction | null {
    const prototype = this.prototypes.get(name);
    if (!prototype || prototype.is(CommonFlags.Generic)) return null;
    return this.program.resolver.resolveFunction(prototype, null);
  }

  /** The generic function `name` of a file of assembly/, for these types. */
  generic(name: string, types: Type[]): AscFunction {
    return this.program.resolver.resolveFunction(this.prototypes.get(name)!, types)!;
  }

  /** Internal name of the variable or constant `name`, or null where the program does not use it. */
  global(name: string): string | null {
    const global = this.globals.get(name);
    return global?.is(CommonFlags.Compiled) ? global.internalName : null;
  }

  /** Whether the file of `element` is one of assembly/. */
  owns(element: Element): boolean {
    return element.internalName.startsWith(this.prefix);
  }

  /** Whether `range` is in one of those files. */
  holds(range: Range): boolean {
    return range.source.internalPath.startsWith(this.prefix);
  }

  /** Whether `element` is the one of that name, `file/name`. */
  is(element: Element, name: string): boolean {
    return element.internalName == this.prefix + name;
  }

  /** `fn` as LINKS may name it: `file/name`, and its name alone where no other file has it; empty for functions of others. */
  namesOf(fn: AscFunction): readonly string[] {
    const { name, internalName } = fn.prototype;
    if (!internalName.startsWith(this.prefix)) return [];
    const names = [internalName.slice(this.prefix.length)];
    if (this.prototypes.get(name) === fn.prototype) names.push(name);
    return names;
  }
}

/** The functions that steps over generators need, whoever makes those. */
export function stepRoots({ library, collects }: Compilation, isAsync: boolean): AscFunction[] {
  const names = [...isAsync ? ASYNC_GENERATORS : GENERATORS, ...collects ? GENERATORS_COLLECTOR : []];
  return names.map(name => library.find(name)!);
}

/** The functions that `instance` brings along. */
export function rootsOf(compilation: Compilation, instance: AscFunction): AscFunction[] {
  const out: AscFunction[] = [];
  const add = (names: readonly string[]): void => {
    for (const name of names) {
      const fn = compilation.library.find(name);
      if (fn && !fn.is(CommonFlags.Compiled)) out.push(fn);
    }
  };
  if (isAsync(instance.declaration)) {
    add(ROOTS);
    if (compilation.collects) add(COLLECTOR);
  }
  if (isGenerator(instance.declaration)) {
    add(isAsync(instance.declaration) ? ASYNC_GENERATORS : GENERATORS);
    if (compilation.collects) add(GENERATORS_COLLECTOR);
  }
  for (const name of compilation.library.namesOf(instance)) add(LINKS.get(name) ?? []);
  return out;
}
