// Reader: asc's parser -> a parser that also reads async functions and `await`.
//
//   source text -> tokens (modifiers asc does not know are hidden) -> asc's parser, overridden here -> asc's AST with marks
//
// Each file of this folder overrides the methods of its construct; they chain, so each only looks for its own token and
// leaves the rest to the one before. No text is rewritten: every range is the source's. asc's own library, most of what
// is parsed, has nothing of all that, and is left to asc.
//
//   tokens        hidden modifiers, contextual names
//   headers       reads modifiers ahead:  export async function, static async m()
//   declarations  function declarations and class members
//   functions     function expressions, arrows, parameter lists
//   parser-errors what asc's parser says of forms that TypeScript alone has, in our words
//   await         `await e`
//   generators    `function*`, `*m()`, `yield e`
//   for-await     `for await (const x of y)`
//   using         `using x = e`, `await using x = e`
//   patterns      `const [a, { b }] = e`: gone behind this phase (destructure.ts)
//   labels        `name: for …`: gone behind this phase
//   try           `catch` without a variable
//   symbols       methods named `[Symbol.dispose]`
//   marks         what the AST says afterwards (read by the other phases)

import type { Parser, Range } from "assemblyscript";
import { isStandardFile, type ParserInternals } from "../asc.js";
import { readAwait } from "./await.js";
import { readDeclarations } from "./declarations.js";
import { readForAwait } from "./for-await.js";
import { readFunctions } from "./functions.js";
import { readLabels } from "./labels.js";
import { overridesOf } from "./override.js";
import { readParserErrors } from "./parser-errors.js";
import { readPatterns } from "./patterns.js";
import { readYield } from "./generators.js";
import { Reading, type ReaderOptions } from "./reading.js";
import { readTry } from "./try.js";
import { readUsing } from "./using.js";

/** Files of ours that no program is made of: to asc they are not there (TACET142). */
const OTHER_PARTS = /^~lib\/tacet\/(?!assembly\/)/;

/**
 * Makes `parser` read async functions and `await`. Call it before the first file is parsed.
 * @returns the awaits outside of functions, as they are read
 */
export function installReader(parser: Parser, options: ReaderOptions): readonly Range[] {
  const reading = new Reading(parser as unknown as ParserInternals, options);
  readFunctions(reading);
  readDeclarations(reading);
  readParserErrors(reading);
  readAwait(reading);
  readYield(reading);
  readTry(reading);
  readUsing(reading);
  readPatterns(reading);
  readLabels(reading);
  readForAwait(reading); // after `using`: `for await (using x of y)` is read from the left
  const override = overridesOf(parser);
  const { parseFile } = parser;
  parser.parseFile = (text, path, isEntry) => {
    override(text == null || !isStandardFile(path, text));
    parseFile.call(parser, OTHER_PARTS.test(path) ? null : text, path, isEntry);
  };
  return reading.topLevelAwaits;
}
