// Generators: `function*` and `*m()` -> the mark `~generator`; `yield` -> UnaryPrefixExpression(Token.Yield, …).
//
//   yield e      Yield(e)
//   yield        Yield(Omitted), the operand empty at the keyword's end
//   yield* e     Yield(UnaryPrefix(Token.Asterisk, e)); no other expression has that prefix
//
// `yield` binds loosest of all but the comma, `yield a + b` is `yield (a + b)`; asc's own parser has it as tight as `-`.
// An operand starts on the keyword's line.

import { Node, Precedence, Token, type Expression, type Range, type Tokenizer } from "assemblyscript";
import { overrideMethod } from "./override.js";
import type { Reading } from "./reading.js";
import { mayRead } from "./tokens.js";

/** What ends an expression: behind `yield` there is no operand then. */
const ENDS: ReadonlySet<Token> = new Set([
  Token.CloseParen, Token.CloseBracket, Token.CloseBrace, Token.Comma, Token.Semicolon, Token.Colon, Token.EndOfFile,
]);

/** Overrides what parses the start of an expression. */
export function readYield(reading: Reading): void {
  const { parser, scopes } = reading;
  overrideMethod(parser, "parseExpressionStart", original => tn => {
    if (!mayRead(tn, "yield") || tn.peek() != Token.Yield) return original(tn);
    tn.next();
    const keyword = tn.range();
    const { current } = scopes;
    if (!current.isGenerator || current.kind == "parameters") reading.report("TACET011", keyword, scopes.describe());
    const operand = parseOperand(reading, tn);
    return operand && Node.createUnaryPrefixExpression(Token.Yield, operand, tn.range(keyword.start, tn.pos));
  });
}

function parseOperand(reading: Reading, tn: Tokenizer): Expression | null {
  if (tn.peekOnNewLine() || ENDS.has(tn.peek())) return Node.createOmittedExpression(tn.range(tn.pos));
  const delegates = tn.skip(Token.Asterisk);
  const starPos = tn.tokenPos;
  const operand = reading.parser.parseExpression(tn, Precedence.Assignment);
  if (!delegates || !operand) return operand;
  return Node.createUnaryPrefixExpression(Token.Asterisk, operand, tn.range(starPos, tn.pos));
}

/** Takes the `*` that makes a generator, if it is next, and hides it from asc. */
export function takeStar(reading: Reading, tn: Tokenizer): Range | null {
  if (!mayRead(tn, "*") || tn.peek() != Token.Asterisk) return null;
  const state = tn.mark();
  tn.next();
  const star = tn.range();
  tn.reset(state);
  reading.tokens(tn).hide(star.start);
  reading.requireForm("generators", star);
  return star;
}
