// Tokens: asc's tokenizer -> the token stream that asc's parser can read.
//
// Three differences from asc's own stream, made on the tokenizer instance of each file:
//   - Hidden tokens. A modifier that asc's parser does not know (`async` in `static async m()`) is read by us ahead of
//     time, then hidden by its position: asc's parser sees `static m()` at the original positions, so that ranges are exact.
//     A position stays hidden: whenever the parser goes back and reads again, it sees the same.
//   - Shown tokens. `using` is shown as `const`, by its position as well.
//   - Contextual names. `async` and `of` are ordinary names wherever a name may stand; asc's tokenizer has them as
//     keywords only. `await` is one as a key, `{ await: 1 }`, and as an accessor, `get await()`.
// What lost: rewriting the text (positions shift), and removing hidden tokens after use (asc re-reads at will).

import { IdentifierHandling, Token, type Tokenizer } from "assemblyscript";
import type { TokenizerInternals } from "../asc.js";

const BACKTICK = 0x60;

/** The tokens of one file as the parser sees them. */
export class TokenView {
  private readonly hidden = new Set<number>();
  private readonly shown = new Map<number, Token>();

  constructor(private readonly tn: Tokenizer) {
    const internals = tn as unknown as TokenizerInternals;
    const original = internals.unsafeNext.bind(tn);
    internals.unsafeNext = (handling, maxTokenLength) => {
      let token = original(handling, maxTokenLength);
      while (this.hidden.has(tn.tokenPos) && token != Token.EndOfFile) {
        if (token == Token.Identifier) tn.readIdentifier();
        token = original(handling, maxTokenLength);
      }
      const shown = this.shown.get(tn.tokenPos);
      if (shown !== undefined && token == Token.Identifier) {
        tn.readIdentifier();
        return shown;
      }
      if (handling != IdentifierHandling.Prefer || !this.isName(token)) return token;
      tn.pos = tn.tokenPos; // where asc expects it before readIdentifier()
      return Token.Identifier;
    };
  }

  /** Makes the token that starts at `position` invisible, for good. */
  hide(position: number): void {
    this.hidden.add(position);
    this.tn.clearNextToken();
  }

  /** Makes the identifier that starts at `position` look like the keyword `token`, for good. */
  showAs(position: number, token: Token): void {
    this.shown.set(position, token);
    this.tn.clearNextToken();
  }

  /** Whether a keyword just read (from tokenPos to pos) may be a name here; asc asks only where one may stand. */
  private isName(token: Token): boolean {
    if (token == Token.Async || token == Token.Of) return true;
    if (token != Token.Await) return false;
    const { token: before, source, pos } = this.tn;
    const after = /^\s*(\(|[:=](?![=>]))/.exec(source.text.slice(pos, pos + 80))?.[1];
    const isAccessor = (before == Token.Get || before == Token.Set) && after == "(";
    const isKey = (before == Token.OpenBrace || before == Token.Comma) && (after == ":" || after == "=");
    return isAccessor || isKey;
  }
}

/**
 * Skips from an opening bracket (the current token) to behind the closing one that belongs to it.
 * @returns false at the end of the file
 */
export function skipBrackets(tn: Tokenizer): boolean {
  let depth = 1;
  while (depth) {
    const token = tn.next();
    switch (token) {
      case Token.EndOfFile: return false;
      case Token.OpenParen: case Token.OpenBracket: case Token.OpenBrace: depth++; break;
      case Token.CloseParen: case Token.CloseBracket: case Token.CloseBrace: depth--; break;
      default: if (!skipLiteral(tn, token)) return false;
    }
  }
  return true;
}

/**
 * Skips a type of the form `Name` or `a.Name<…>`, without parsing it: asc's parser would report what turns out to be no type.
 * @returns false if there is none
 */
export function skipNamedType(tn: Tokenizer): boolean {
  do {
    if (!tn.skip(Token.Identifier)) return false;
    tn.readIdentifier();
  } while (tn.skip(Token.Dot));
  return !tn.skip(Token.LessThan) || skipTypeArguments(tn);
}

/** From behind `<` to behind its `>`. */
function skipTypeArguments(tn: Tokenizer): boolean {
  let depth = 1;
  while (depth > 0) {
    const token = tn.next();
    switch (token) {
      case Token.LessThan: depth++; break;
      case Token.GreaterThan: depth--; break;
      case Token.GreaterThan_GreaterThan: depth -= 2; break;
      case Token.GreaterThan_GreaterThan_GreaterThan: depth -= 3; break;
      case Token.OpenParen: case Token.OpenBracket: if (!skipBrackets(tn)) return false; break;
      case Token.Semicolon: case Token.EndOfFile: return false;
      default: if (!skipLiteral(tn, token)) return false;
    }
  }
  return depth == 0;
}

/** Reads what asc's tokenizer leaves to its caller after identifier and literal tokens. */
function skipLiteral(tn: Tokenizer, token: Token): boolean {
  switch (token) {
    case Token.Identifier: tn.readIdentifier(); break;
    case Token.StringLiteral: tn.readString(); break;
    case Token.IntegerLiteral: tn.readInteger(); break;
    case Token.FloatLiteral: tn.readFloat(); break;
    case Token.TemplateLiteral:
      tn.readString();
      while (tn.readingTemplateString) { // behind `${`
        if (!skipBrackets(tn)) return false;
        tn.readString(BACKTICK);
      }
  }
  return true;
}
