// Functions: function expressions and arrows -> asc's FunctionExpression with the marks `~async` and `~generator`.
//
//   async function () {…}      async (x: i32): Promise<i32> => …      async x => …
//
// `async` is an ordinary name as well, and `async (x)` can be a call: reading ahead to behind the parentheses decides. A line
// break after `async`, or before `=>`, makes it a name (as in JavaScript).

import { IdentifierHandling, Token, type FunctionExpression, type Range, type Tokenizer } from "assemblyscript";
import { takeStar } from "./generators.js";
import { functionMarks } from "./marks.js";
import { overrideMethod } from "./override.js";
import type { Reading } from "./reading.js";
import type { Scope } from "./scopes.js";
import { mayRead, skipBrackets, skipNamedType } from "./tokens.js";

/** What `async` begins; the parser is behind it. */
type AsyncForm = "function" | "arrow" | "short arrow" | "name";

/** Overrides what parses function expressions, arrows and parameter lists. */
export function readFunctions(reading: Reading): void {
  const { parser, scopes } = reading;
  const ascFunctionExpression = parser.parseFunctionExpression.bind(parser);

  /** At `function` or `(`; `asyncKeyword` is what stood before. */
  const parseFunctionExpression = (tn: Tokenizer, asyncKeyword: Range | null): FunctionExpression | null => {
    const isArrow = tn.token != Token.Function;
    const star = isArrow ? null : takeStar(reading, tn);
    if (star) reading.requireForm("generatorValues", star);
    const scope = functionScope(isArrow ? "arrow" : "function", asyncKeyword != null, star != null);
    return finish(scopes.within(scope, () => ascFunctionExpression(tn)), asyncKeyword, star);
  };

  parser.parseFunctionExpression = tn => parseFunctionExpression(tn, null);

  // The second step of a function expression, and all of `() => …` and `x => …`.
  overrideMethod(parser, "parseFunctionExpressionCommon", original => (...args) => {
    const { current } = scopes;
    if (!current.awaitsBody) return scopes.within({ ...functionScope("arrow", false, false), awaitsBody: false }, () => original(...args));
    current.awaitsBody = false;
    return original(...args);
  });

  overrideMethod(parser, "parseParameters", original => (tn, isConstructor) => {
    const owner = scopes.current;
    if (owner.kind == "member") owner.kind = "method"; // a parameter list: it is not a field
    const scope: Scope = { kind: "parameters", isAsync: owner.isAsync, isGenerator: owner.isGenerator, awaitsBody: false };
    return scopes.within(scope, () => original(tn, isConstructor));
  });

  overrideMethod(parser, "parseExpressionStart", original => tn => {
    if (!mayRead(tn, "async") || tn.peek() != Token.Async) return original(tn);
    const state = tn.mark();
    tn.next();
    const keyword = tn.range();
    switch (asyncForm(tn)) {
      case "function": {
        tn.next();
        const expression = parseFunctionExpression(tn, keyword);
        return expression && parser.maybeParseCallExpression(tn, expression);
      }
      case "arrow":
        tn.next();
        return parseFunctionExpression(tn, keyword);
      case "short arrow":
        // `x => …` or `() => …`: asc itself sees at their start what they are.
        return finish(scopes.within(functionScope("arrow", true, false), () => original(tn)) as FunctionExpression | null, keyword, null);
      case "name":
        tn.reset(state);
        return original(tn);
    }
  });
}

function functionScope(kind: "function" | "arrow", isAsync: boolean, isGenerator: boolean): Scope {
  return { kind, isAsync, isGenerator, awaitsBody: true };
}

/** Puts what asc did not see back into the expression: marks, start. */
function finish(expression: FunctionExpression | null, asyncKeyword: Range | null, star: Range | null): FunctionExpression | null {
  if (!expression) return null;
  const { declaration } = expression;
  declaration.decorators = functionMarks(asyncKeyword, star, declaration.decorators);
  if (asyncKeyword) declaration.range.start = expression.range.start = asyncKeyword.start;
  return expression;
}

/** Reads ahead from behind `async`, and back. */
function asyncForm(tn: Tokenizer): AsyncForm {
  if (tn.peekOnNewLine()) return "name";
  const state = tn.mark();
  const form = scanAsyncForm(tn);
  tn.reset(state);
  return form;
}

function scanAsyncForm(tn: Tokenizer): AsyncForm {
  switch (tn.next(IdentifierHandling.Prefer)) {
    case Token.Function: return "function";
    case Token.Identifier:
      tn.readIdentifier();
      return isArrowNext(tn) ? "short arrow" : "name";
    case Token.OpenParen: {
      const form = tn.peek() == Token.CloseParen ? "short arrow" : "arrow";
      if (!skipBrackets(tn)) return "name";
      // A result type is always a name, Promise<T>. Anything else behind `:` belongs to `c ? async(x) : …`.
      if (tn.skip(Token.Colon) && !skipNamedType(tn)) return "name";
      return isArrowNext(tn) ? form : "name";
    }
    default: return "name";
  }
}

function isArrowNext(tn: Tokenizer): boolean {
  return tn.peek() == Token.Equals_GreaterThan && !tn.peekOnNewLine();
}
