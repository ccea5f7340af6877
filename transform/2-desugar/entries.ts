// Several entry files: a module has one export of a name, for which asc takes the first and drops the others without a word.

import { CommonFlags, NodeKind, SourceKind, type FunctionDeclaration, type Parser } from "assemblyscript";
import { isAsync } from "../1-read/marks.js";
import { report } from "../errors.js";

/** Refuses an async function that another entry file exports as well. */
export function checkEntries(parser: Parser): void {
  const homes = new Map<string, string>();
  for (const { sourceKind, statements, normalizedPath } of parser.sources) {
    if (sourceKind != SourceKind.UserEntry) continue;
    for (const statement of statements) {
      if (statement.kind != NodeKind.FunctionDeclaration) continue;
      const declaration = statement as FunctionDeclaration;
      const { name } = declaration;
      if (!declaration.is(CommonFlags.Export) || !isAsync(declaration)) continue;
      const other = homes.get(name.text);
      if (other !== undefined) report(parser, "TACET095", name.range, name.text, other);
      else homes.set(name.text, normalizedPath);
    }
  }
}
