// Await: `await e` -> UnaryPrefixExpression(Token.Await, e), from the keyword to the end of the operand.
//
// Precedence is JavaScript's: that of the unary prefix operators. `await a + b` is `(await a) + b`, `await f(x).y` is
// `await (f(x).y)`. `await` is a keyword wherever an expression may start, as in every JavaScript module.

import { Node, Precedence, SourceKind, Token, type Range } from "assemblyscript";
import { overrideMethod } from "./override.js";
import type { Reading } from "./reading.js";
import { mayRead } from "./tokens.js";

/** Overrides what parses the start of an expression. */
export function readAwait(reading: Reading): void {
  const { parser } = reading;
  overrideMethod(parser, "parseExpressionStart", original => tn => {
    if (!mayRead(tn, "await") || tn.peek() != Token.Await) return original(tn);
    tn.next();
    const keyword = tn.range();
    checkAwait(reading, keyword);
    const operand = parser.parseExpression(tn, Precedence.UnaryPrefix);
    return operand && Node.createUnaryPrefixExpression(Token.Await, operand, tn.range(keyword.start, tn.pos));
  });
}

/** Reports an `await` that no async function surrounds. */
export function checkAwait(reading: Reading, keyword: Range): void {
  const { current } = reading.scopes;
  if (current.isAsync && current.kind == "parameters") reading.report("TACET002", keyword);
  if (current.isAsync) return;
  if (current.kind != "module" || !reading.accepts("topLevelAwait")) {
    reading.report("TACET001", keyword, reading.scopes.describe(), reading.scopes.next);
  } else if (keyword.source.sourceKind != SourceKind.UserEntry) {
    reading.report("TACET009", keyword, keyword.source.normalizedPath, "a module that is imported is initialised at once, before the entry file runs");
  } else reading.topLevelAwaits.push(keyword);
}
