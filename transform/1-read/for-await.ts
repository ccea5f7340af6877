// For await: `for await (const x of y) …` -> asc's ForOfStatement with its iterable wrapped.
//
// The wrapper is UnaryPrefixExpression(Token.Async, y) with the range of the keyword `await`; no other expression has that
// prefix (`for (const x of await y)` has Token.Await).

import { Node, NodeKind, Token, type Expression, type ForOfStatement, type Range, type UnaryPrefixExpression } from "assemblyscript";
import { checkAwait } from "./await.js";
import { overrideMethod } from "./override.js";
import type { Reading } from "./reading.js";

/** Overrides what parses `for`. */
export function readForAwait(reading: Reading): void {
  overrideMethod(reading.parser, "parseForStatement", original => tn => {
    const startPos = tn.tokenPos;
    if (!tn.skip(Token.Await)) return original(tn);
    const keyword = tn.range();
    checkAwait(reading, keyword);
    reading.requireForm("forAwait", keyword);
    const statement = original(tn);
    if (!statement) return null;
    statement.range.start = startPos;
    if (statement.kind != NodeKind.ForOf) {
      reading.report("TACET012", keyword);
      return statement;
    }
    const loop = statement as ForOfStatement;
    loop.iterable = awaitedLoop(loop.iterable, keyword);
    return loop;
  });
}

/** The iterable as the loop of a `for await` holds it. */
export function awaitedLoop(iterable: Expression, keyword: Range): Expression {
  return Node.createUnaryPrefixExpression(Token.Async, iterable, keyword);
}

/** What a `for…of` or `for await…of` iterates over, and the keyword `await` of the latter. */
export function iterationOf(statement: ForOfStatement): { readonly iterable: Expression; readonly awaitKeyword: Range | null } {
  const { iterable } = statement;
  if (iterable.kind != NodeKind.UnaryPrefix || (iterable as UnaryPrefixExpression).operator != Token.Async) return { iterable, awaitKeyword: null };
  return { iterable: (iterable as UnaryPrefixExpression).operand, awaitKeyword: iterable.range };
}
