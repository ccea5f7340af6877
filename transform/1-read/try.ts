// Try: `try { … } catch (e) { … } finally { … }` -> asc's TryStatement, `catch { … }` without a variable and with a pattern included.
//
// asc reads the statement itself but wants `(e)` behind `catch`. The type that TypeScript allows there, `catch (e: unknown)`,
// is read and dropped: what is caught is always an Error here.
//
// Throw: `throw Error(…)` -> `throw new Error(…)`, which JavaScript does not tell apart; only its own errors may be called.

import {
  DiagnosticCode, IdentifierHandling, Node, NodeKind, Token,
  type CallExpression, type IdentifierExpression, type Statement, type ThrowStatement, type Tokenizer, type TryStatement,
} from "assemblyscript";
import { overrideMethod } from "./override.js";
import { parseCaughtPattern } from "./patterns.js";
import type { Reading } from "./reading.js";

/** Those that AssemblyScript has. */
const CALLABLE_ERRORS: ReadonlySet<string> = new Set(["Error", "RangeError", "TypeError", "SyntaxError", "URIError"]);

/** Overrides what parses `try` and `throw`. */
export function readTry(reading: Reading): void {
  const { parser } = reading;
  overrideMethod(parser, "parseTryStatement", () => tn => parseTry(reading, tn));
  overrideMethod(parser, "parseThrowStatement", original => tn => {
    const statement = original(tn);
    return statement && withNew(statement);
  });
}

function withNew(statement: ThrowStatement): ThrowStatement {
  if (statement.value.kind != NodeKind.Call) return statement;
  const { expression, args, range } = statement.value as CallExpression;
  const name = expression.kind == NodeKind.Identifier ? (expression as IdentifierExpression).text : "";
  if (!CALLABLE_ERRORS.has(name)) return statement;
  const value = Node.createNewExpression(Node.createSimpleTypeName(name, expression.range), null, args, range);
  return Node.createThrowStatement(value, statement.range);
}

function parseTry(reading: Reading, tn: Tokenizer): TryStatement | null {
  const { parser } = reading;
  const startPos = tn.tokenPos;
  const expected = (what: string): null => {
    parser.error(DiagnosticCode._0_expected, tn.range(), what);
    return null;
  };
  const block = (statements: Statement[] = []): Statement[] | null => {
    if (!tn.skip(Token.OpenBrace)) return expected("{");
    while (!tn.skip(Token.CloseBrace)) {
      const statement = parser.parseStatement(tn);
      if (!statement) return null;
      statements.push(statement);
    }
    return statements;
  };
  const body = block();
  if (!body) return null;
  let variable: IdentifierExpression | null = null;
  let handler: Statement[] | null = null;
  let cleanup: Statement[] | null = null;
  if (tn.skip(Token.Catch)) {
    const steps: Statement[] = [];
    if (tn.skip(Token.OpenParen)) {
      const taken = parseCaughtPattern(reading, tn);
      if (taken == "broken") return null;
      if (!taken && !tn.skipIdentifier(IdentifierHandling.Default)) {
        parser.error(DiagnosticCode.Identifier_expected, tn.range());
        return null;
      }
      variable = taken?.variable ?? Node.createIdentifierExpression(tn.readIdentifier(), tn.range());
      if (taken) steps.push(...taken.steps);
      if (tn.skip(Token.Colon) && !parser.parseType(tn)) return null;
      if (!tn.skip(Token.CloseParen)) return expected(")");
    }
    handler = block(steps);
    if (!handler) return null;
  }
  if (tn.skip(Token.Finally)) {
    cleanup = block();
    if (!cleanup) return null;
  }
  if (!handler && !cleanup) return expected("catch");
  const statement = Node.createTryStatement(body, variable, handler, cleanup, tn.range(startPos, tn.pos));
  tn.skip(Token.Semicolon);
  return statement;
}
