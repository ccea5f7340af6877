// Using: `using x = e` and `await using x = e` -> asc's VariableStatement of a const with the mark `~using` or `~await using`,
// on the statement and on each of its variables; also in the head of a `for`.
//
// `using` is an ordinary name as well; before another name on the same line it declares. asc is shown `const` in its place.

import { IdentifierHandling, Token, type Range, type Tokenizer } from "assemblyscript";
import { checkAwait } from "./await.js";
import { AWAIT_USING_MARK, createMark, USING_MARK } from "./marks.js";
import { overrideMethod } from "./override.js";
import type { Reading } from "./reading.js";
import { mayRead } from "./tokens.js";

/** The keywords of one declaration. */
interface Using {
  readonly awaitKeyword: Range | null;
  readonly keyword: Range;
}

/** Overrides what parses statements, `for` and variables. */
export function readUsing(reading: Reading): void {
  const { parser } = reading;
  /** Declarations found ahead, by tokenizer and position of `using`. */
  const found = new WeakMap<Tokenizer, Map<number, Using>>();

  const scan = (tn: Tokenizer, isFor: boolean): void => {
    const using = lookAhead(tn, isFor);
    if (!using) return;
    let ofFile = found.get(tn);
    if (!ofFile) found.set(tn, ofFile = new Map());
    ofFile.set(using.keyword.start, using);
    checkUsing(reading, using);
    if (using.awaitKeyword) reading.tokens(tn).hide(using.awaitKeyword.start);
    reading.tokens(tn).showAs(using.keyword.start, Token.Const);
  };

  overrideMethod(parser, "parseStatement", original => (tn, topLevel) => {
    if (mayRead(tn, "using") || mayRead(tn, "await")) scan(tn, false);
    return original(tn, topLevel);
  });

  overrideMethod(parser, "parseForStatement", original => tn => {
    const state = tn.mark();
    if (tn.skip(Token.OpenParen)) scan(tn, true);
    tn.reset(state);
    return original(tn);
  });

  overrideMethod(parser, "parseVariable", original => (tn, flags, decorators, startPos, isFor) => {
    const using = found.get(tn)?.get(tn.tokenPos);
    if (!using) return original(tn, flags, decorators, startPos, isFor);
    const range = tn.range((using.awaitKeyword ?? using.keyword).start, using.keyword.end);
    return original(tn, flags, [createMark(using.awaitKeyword ? AWAIT_USING_MARK : USING_MARK, range)], range.start, isFor);
  });
}

/** Before a statement, or behind `for (`. */
function lookAhead(tn: Tokenizer, isFor: boolean): Using | null {
  const state = tn.mark();
  const using = scanUsing(tn, isFor);
  tn.reset(state);
  return using;
}

function scanUsing(tn: Tokenizer, isFor: boolean): Using | null {
  const awaitKeyword = tn.skip(Token.Await) ? tn.range() : null;
  if (awaitKeyword && tn.peekOnNewLine()) return null;
  if (!tn.skip(Token.Identifier) || tn.readIdentifier() != "using") return null;
  const keyword = tn.range();
  // `for (using of x)` iterates with a variable of that name.
  if (tn.peekOnNewLine() || isFor && tn.peek() == Token.Of) return null;
  return tn.skipIdentifier(IdentifierHandling.Prefer) ? { awaitKeyword, keyword } : null;
}

function checkUsing(reading: Reading, { awaitKeyword, keyword }: Using): void {
  reading.requireForm("using", keyword);
  if (awaitKeyword) checkAwait(reading, awaitKeyword);
  if (reading.scopes.current.kind == "module" || reading.scopes.current.kind == "namespace") reading.report("TACET013", keyword);
}
