// The compiler, as an asc transform: name "tacet/transform" in asconfig.json's "transform".
//
//   1-read     asc's parser learns async and await               (constructor, before the first file)
//   2-desugar  their types, inside asc's own compiler            (afterInitialize)
//   3-lower    asc's IR -> state machines, tasks, entry points   (inside asc's compile, before memory is final)
//   4-report   what came out: sizes, the host's custom section   (with 3)

import { type ClassPrototype, type Program, type Range } from "assemblyscript";
import { installReader } from "./1-read/reader.js";
import { installHooks } from "./2-desugar/hooks.js";
import { Library } from "./2-desugar/library.js";
import { installTyping } from "./2-desugar/typing.js";
import { checkAsc } from "./asc.js";
import { attach, DEFAULT_OPTIONS } from "./state.js";

/** Where the runtime library's files are, as asc names them. */
const LIBRARY_PATH = /(^|\/)assembly\/promise$/;

export default class TacetTransform {
  /** Set on the prototype by asc before it constructs the transform. */
  declare readonly program: Program;
  private readonly usable: boolean;

  constructor() {
    this.usable = checkAsc(this.program);
    if (this.usable) installReader(this.program.parser, { topLevelAwait: false });
  }

  afterInitialize(program: Program): void {
    if (!this.usable) return;
    const promise = program.lookup("Promise") as ClassPrototype | null;
    const file = promise?.declaration.range.source.internalPath ?? "";
    if (!promise || !LIBRARY_PATH.test(file)) return; // the program does not use Tacet
    installTyping();
    installHooks();
    attach(program, {
      program,
      options: DEFAULT_OPTIONS,
      wantsSourceMap: program.options.sourceMap,
      promise,
      library: Library.of(program, file.slice(0, file.lastIndexOf("/") + 1)),
      awaits: new Map<number, Range>(),
    });
    // Locations are recorded in any case: diagnostics of the lowering point at the source.
    program.options.sourceMap = true;
  }
}

