// The compiler, as an asc transform: name "tacet/transform" in asconfig.json's "transform".
//
//   1-read     asc's parser learns async and await               (constructor, before the first file)
//   2-desugar  their types, inside asc's own compiler            (afterInitialize)
//   3-lower    asc's IR -> state machines, tasks, entry points   (inside asc's compile, before memory is final)
//   4-report   what came out: sizes, the host's custom section   (with 3)

import { Runtime, SourceKind, type ClassPrototype, type Module, type Parser, type Program, type Range } from "assemblyscript";
import { installReader } from "./1-read/reader.js";
import { hasAsync, hasGenerators } from "./1-read/marks.js";
import { checkEntries } from "./2-desugar/entries.js";
import { installEndless } from "./2-desugar/endless.js";
import { installFollowUps } from "./2-desugar/follow-ups.js";
import { installForOf } from "./2-desugar/for-of.js";
import { FunctionValues } from "./2-desugar/function-values.js";
import { desugarDepth } from "./2-desugar/depth.js";
import { desugarHost, type HostFunction } from "./2-desugar/host.js";
import { installCaptures } from "./2-desugar/captures.js";
import { installHooks } from "./2-desugar/hooks.js";
import { lintLoops, lintPools } from "./2-desugar/lints.js";
import { Library } from "./2-desugar/library.js";
import { installPromises } from "./2-desugar/promises.js";
import { installLimits } from "./2-desugar/limits.js";
import { installResults, Lists } from "./2-desugar/results.js";
import { installStorage } from "./2-desugar/storage.js";
import { installTargets } from "./2-desugar/targets.js";
import { installArrows } from "./2-desugar/arrows.js";
import { installLabels } from "./2-desugar/labels.js";
import { installNarrowing } from "./2-desugar/narrowing.js";
import { installSwitches } from "./2-desugar/switches.js";
import { desugarTopLevel, installTopLevel, type TopLevel } from "./2-desugar/top-level.js";
import { installUpdates } from "./2-desugar/updates.js";
import { installUsing } from "./2-desugar/using.js";
import { installTyping } from "./2-desugar/typing.js";
import { diagnoseNoMain } from "./4-report/finish.js";
import { checkAsc } from "./asc.js";
import { checkSettings, commandKindOf, readOptions, type CommandKind } from "./options.js";
import { attach, claim, compilationOf } from "./state.js";

/** Where the runtime library's files are, as asc names them. */
const LIBRARY_PATH = /(^|\/)assembly\/promise$/;

export default class TacetTransform {
  /** Set on the prototype by asc before it constructs the transform. */
  declare readonly program: Program;
  private readonly usable: boolean;
  private readonly topLevelAwaits: readonly Range[] = [];
  private hostFunctions: readonly HostFunction[] = [];
  private topLevel: TopLevel | null = null;

  constructor() {
    this.usable = checkAsc(this.program);
    if (!this.usable) return;
    const accepted = { topLevelAwait: true, symbolMembers: true, generators: true, asyncGenerators: true, forAwait: true, using: true };
    this.topLevelAwaits = installReader(this.program.parser, accepted);
  }

  afterParse(parser: Parser): void {
    if (!this.usable) return;
    checkSettings(parser, this.program.options);
    this.topLevel = desugarTopLevel(parser, this.topLevelAwaits);
    let library = libraryPrefix(parser);
    if (library == null) {
      const isAsync = hasAsync(parser);
      if (!isAsync && commandKindOf(this.program.options) == "wamr") diagnoseNoMain(parser, "wamr");
      if (!isAsync && !hasGenerators(parser)) return;
      // `Promise` and the generators are global, so a program may use them without an import.
      parser.parseFile('import "tacet/assembly";', "tacet-prelude.ts", false);
      if (!isAsync) return; // no task: asc's own traps and console
      library = "~lib/tacet/assembly/";
    }
    checkEntries(parser);
    lintLoops(parser);
    lintPools(parser);
    desugarDepth(parser);
    const { options } = this.program;
    const command = commandKindOf(options);
    this.hostFunctions = desugarHost(parser, library, command);
    // Traps and console text stay in the module's memory, where the host finds them; asc's defaults are imports.
    options.globalAliases ??= new Map();
    for (const [name, home] of [["abort", "trap/abort"], ["console", "console/console"]] as const) {
      // Those of WASI's shim are for programs without tasks: its console does not keep its order with ours.
      if (options.globalAliases.get(name)?.startsWith(SHIM_PREFIX) ?? true) options.globalAliases.set(name, library + home);
    }
    if (!command) return;
    options.globalAliases.set("TACET_COMMAND", "1");
    parser.parseFile(commandOf(library, command), COMMAND_FILE, true);
  }

  afterInitialize(program: Program): void {
    if (!this.usable) return;
    claim(program);
    installForOf();
    const promise = program.lookup("Promise") as ClassPrototype | null;
    const file = promise?.declaration.range.source.internalPath ?? "";
    if (!promise || !LIBRARY_PATH.test(file)) return; // the program does not use Tacet
    installTyping();
    installUsing();
    installPromises();
    installResults();
    installStorage();
    installLimits();
    installTargets();
    installArrows();
    installLabels();
    installNarrowing();
    installSwitches();
    installEndless();
    installUpdates(); // sees assignments as they are written: before they come to the targets
    installFollowUps();
    installCaptures();
    installTopLevel();
    installHooks();
    const collects = program.options.runtime == Runtime.Minimal || program.options.runtime == Runtime.Incremental;
    attach(program, {
      program,
      options: readOptions(program.options),
      wantsSourceMap: program.options.sourceMap,
      command: commandKindOf(program.options),
      collects,
      isMinimal: program.options.runtime == Runtime.Minimal,
      promise,
      generator: program.lookup("Generator") as ClassPrototype,
      asyncGenerator: program.lookup("AsyncGenerator") as ClassPrototype,
      hostFunctions: this.hostFunctions,
      topLevel: this.topLevel,
      library: Library.of(program, folderOf(file)),
      staticErrors: new Map(),
      throwSites: [],
      suppresses: collects || program.sources.some(({ sourceKind, text }) => sourceKind != SourceKind.Library && text.includes("SuppressedError")),
      needs: { errors: false, abortsAfterErrors: false },
      tryFlows: new WeakSet(), named: new WeakMap(),
      narrowing: { locals: new WeakSet(), tests: new Map(), flows: new WeakMap() },
      awaits: new Map<number, Range>(),
      captures: new Map(),
      promiseHolders: new Map(),
      voidAwait: null,
      calls: [],
      increments: [],
      values: new FunctionValues(),
      waiters: new Map(),
      lists: new Lists(),
    });
    // Locations are recorded in any case: diagnostics of the lowering point at the source.
    program.options.sourceMap = true;
  }

  /**
   * The addresses of static memory are variables until all code is there (3-lower/statics.ts). asc's first pass that makes constants of
   * variables would optimise every function they stand in, long before the passes it has planned for that.
   */
  afterCompile(module: Module): void {
    const { options } = this.program;
    if (this.usable && compilationOf(this.program) && options.optimizeLevelHint && !options.shrinkLevelHint) module.runPasses(["simplify-globals"]);
  }
}

/** What @assemblyscript/wasi-shim calls its own. */
const SHIM_PREFIX = "wasi_";

/** The entry that starts the program of a command: the last, so that all top-level statements have run. */
const COMMAND_FILE = "tacet-command.ts";

function commandOf(library: string, command: CommandKind): string {
  const folder = library.startsWith("~lib/") ? library.slice("~lib/".length) : `./${library}`;
  return `import { run } from "${folder}${command}/command"; run();`;
}

/** Path in front of the library's files as this program names them, or null where it does not import the library. */
function libraryPrefix(parser: Parser): string | null {
  const source = parser.sources.find(s => LIBRARY_PATH.test(s.internalPath));
  return source ? folderOf(source.internalPath) : null;
}

/** Up to the last slash. */
function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/") + 1);
}
