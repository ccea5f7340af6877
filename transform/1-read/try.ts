// Try: `try { … } catch (e) { … } finally { … }` -> asc's TryStatement, `catch { … }` without a variable included.
//
// asc reads the statement itself but wants `(e)` behind `catch`. The type that TypeScript allows there, `catch (e: unknown)`,
// is read and dropped: what is caught is always an Error here.

import { IdentifierHandling, Node, Token, type IdentifierExpression, type Statement, type Tokenizer, type TryStatement } from "assemblyscript";
import { DiagnosticCode } from "assemblyscript";
import { overrideMethod } from "./override.js";
import type { Reading } from "./reading.js";

/** Overrides what parses `try`. */
export function readTry(reading: Reading): void {
  const { parser } = reading;
  overrideMethod(parser, "parseTryStatement", () => tn => parseTry(reading, tn));
}

function parseTry({ parser }: Reading, tn: Tokenizer): TryStatement | null {
  const startPos = tn.tokenPos;
  const expected = (what: string): null => {
    parser.error(DiagnosticCode._0_expected, tn.range(), what);
    return null;
  };
  const block = (): Statement[] | null => {
    if (!tn.skip(Token.OpenBrace)) return expected("{");
    const statements: Statement[] = [];
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
    if (tn.skip(Token.OpenParen)) {
      if (!tn.skipIdentifier(IdentifierHandling.Default)) {
        parser.error(DiagnosticCode.Identifier_expected, tn.range());
        return null;
      }
      variable = Node.createIdentifierExpression(tn.readIdentifier(), tn.range());
      if (tn.skip(Token.Colon) && !parser.parseType(tn)) return null;
      if (!tn.skip(Token.CloseParen)) return expected(")");
    }
    handler = block();
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
