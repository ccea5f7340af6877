// Functions: function expressions and arrows, async ones too -> asc's FunctionExpression with the mark `~async`.
//
//   async function () {…}      async (x: i32): Promise<i32> => …      async x => …
//
// `async` is an ordinary name as well, and `async (x)` can be a call: reading ahead to behind the parentheses decides. A line
// break after `async`, or before `=>`, makes it a name (as in JavaScript).

import { IdentifierHandling, Token, type FunctionExpression, type Tokenizer } from "assemblyscript";
import { ASYNC_MARK, createMark } from "./marks.js";
import { overrideMethod } from "./override.js";
import type { Reader } from "./reader.js";
import type { Scope } from "./scopes.js";
import { skipBrackets } from "./tokens.js";

/** What `async` begins; the parser is behind it. */
type AsyncForm = "function" | "arrow" | "short arrow" | "name";

/** Overrides what parses function expressions, arrows and parameter lists. */
export function readFunctions(reader: Reader): void {
  const { parser, scopes } = reader;
  // For async ones, whose scope is entered here rather than in the override below.
  const parseFunctionExpression = parser.parseFunctionExpression.bind(parser);

  overrideMethod(parser, "parseFunctionExpression", original => tn => {
    const scope = functionScope(tn.token == Token.Function ? "function" : "arrow", false);
    return scopes.within(scope, () => original(tn));
  });

  // The second step of a function expression, and all of `() => …` and `x => …`.
  overrideMethod(parser, "parseFunctionExpressionCommon", original => (...args) => {
    const { current } = scopes;
    if (!current.awaitsBody) return scopes.within({ ...functionScope("arrow", false), awaitsBody: false }, () => original(...args));
    current.awaitsBody = false;
    return original(...args);
  });

  overrideMethod(parser, "parseParameters", original => (tn, isConstructor) => {
    const owner = scopes.current;
    if (owner.kind == "member") owner.kind = "method"; // a parameter list: it is not a field
    const scope: Scope = { kind: "parameters", isAsync: owner.isAsync, awaitsBody: false };
    return scopes.within(scope, () => original(tn, isConstructor));
  });

  overrideMethod(parser, "parseExpressionStart", original => tn => {
    if (tn.peek() != Token.Async) return original(tn);
    const state = tn.mark();
    tn.next();
    const keyword = tn.range();
    const finish = (expression: FunctionExpression | null): FunctionExpression | null => {
      if (!expression) return null;
      const { declaration } = expression;
      declaration.decorators = [createMark(ASYNC_MARK, keyword), ...declaration.decorators ?? []];
      declaration.range.start = expression.range.start = keyword.start;
      return expression;
    };
    switch (asyncForm(reader, tn)) {
      case "function": {
        tn.next();
        const expression = finish(scopes.within(functionScope("function", true), () => parseFunctionExpression(tn)));
        return expression && parser.maybeParseCallExpression(tn, expression);
      }
      case "arrow":
        tn.next();
        return finish(scopes.within(functionScope("arrow", true), () => parseFunctionExpression(tn)));
      case "short arrow":
        // `x => …` or `() => …`: asc itself sees at their start what they are.
        return finish(scopes.within(functionScope("arrow", true), () => original(tn)) as FunctionExpression | null);
      case "name":
        tn.reset(state);
        return original(tn);
    }
  });
}

function functionScope(kind: "function" | "arrow", isAsync: boolean): Scope {
  return { kind, isAsync, awaitsBody: true };
}

/** Reads ahead from behind `async`, and back. */
function asyncForm(reader: Reader, tn: Tokenizer): AsyncForm {
  if (tn.peekOnNewLine()) return "name";
  const state = tn.mark();
  const form = scanAsyncForm(reader, tn);
  tn.reset(state);
  return form;
}

function scanAsyncForm(reader: Reader, tn: Tokenizer): AsyncForm {
  switch (tn.next(IdentifierHandling.Prefer)) {
    case Token.Function: return "function";
    case Token.Identifier:
      tn.readIdentifier();
      return isArrowNext(tn) ? "short arrow" : "name";
    case Token.OpenParen: {
      const form = tn.peek() == Token.CloseParen ? "short arrow" : "arrow";
      if (!skipBrackets(tn)) return "name";
      // A result type is always a name, Promise<T>. Anything else behind `:` belongs to `c ? async(x) : …`.
      if (tn.skip(Token.Colon) && (tn.peek() != Token.Identifier || !reader.parser.parseType(tn, true, true))) return "name";
      return isArrowNext(tn) ? form : "name";
    }
    default: return "name";
  }
}

function isArrowNext(tn: Tokenizer): boolean {
  return tn.peek() == Token.Equals_GreaterThan && !tn.peekOnNewLine();
}
