// Another transform, as users have them: visits every phase, rewrites the AST and the module.
// Its marks: the function `answer` returns 42 instead of 1; the module gets an export "seen".

import { NodeKind, Parser, SourceKind } from "assemblyscript";
import binaryen from "binaryen";

export default class OtherTransform {
  afterParse(parser) {
    for (const source of parser.sources) {
      if (source.sourceKind != SourceKind.UserEntry) continue;
      for (const [i, statement] of source.statements.entries()) {
        if (statement.kind != NodeKind.FunctionDeclaration || statement.name.text != "answer") continue;
        const other = new Parser(parser.diagnostics);
        other.parseFile("export function answer(): i32 { return 42; }", "other.ts", true);
        const replacement = other.sources[0].statements[0];
        replacement.range.source = statement.range.source;
        source.statements[i].body = replacement.body;
      }
    }
  }

  afterInitialize(program) {
    this.hadPromise = program.lookup("Promise") != null;
  }

  afterCompile(module) {
    module.addGlobal("other", binaryen.i32, false, module.i32.const(this.hadPromise ? 1 : 0));
    module.addGlobalExport("other", "seen");
  }
}
