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

const TAB = 0x09;
const CARRIAGE_RETURN = 0x0d;
const SPACE = 0x20;
const SLASH = 0x2f;
const BACKTICK = 0x60;
const ASCII_MAX = 0x7f; // beyond it are more kinds of blanks

/** The tokens of one file as the parser sees them. */
export class TokenView {
  /** By position: the keyword an identifier is shown as, or null for a hidden token. */
  private readonly changed = new Map<number, Token | null>();

  constructor(private readonly tn: Tokenizer) {
    const internals = tn as unknown as TokenizerInternals;
    const original = internals.unsafeNext.bind(tn);
    // Nothing here is captured by a function in it: each token would make an object.
    internals.unsafeNext = (handling, maxTokenLength) => {
      let token = original(handling, maxTokenLength);
      if (this.changed.size) {
        let shown = this.shownAs(token);
        while (shown === null) shown = this.shownAs(original(handling, maxTokenLength));
        token = shown;
      }
      return handling == IdentifierHandling.Prefer ? this.asName(token) : token;
    };
  }

  /** Makes the token that starts at `position` invisible, for good. */
  hide(position: number): void {
    this.changed.set(position, null);
    this.tn.clearNextToken();
  }

  /** Makes the identifier that starts at `position` look like the keyword `token`, for good. */
  showAs(position: number, token: Token): void {
    this.changed.set(position, token);
    this.tn.clearNextToken();
  }

  /** What is seen in place of `token`, just read; null: nothing, read on. */
  private shownAs(token: Token): Token | null {
    const shown = this.changed.get(this.tn.tokenPos);
    if (shown === undefined || token == Token.EndOfFile) return token;
    if (token == Token.Identifier) this.tn.readIdentifier();
    return shown;
  }

  /** A keyword that may be a name where asc asks for one, as an identifier; other tokens as they are. */
  private asName(token: Token): Token {
    if (token != Token.Async && token != Token.Of && !(token == Token.Await && this.isAwaitName())) return token;
    this.tn.pos = this.tn.tokenPos; // where asc expects it before readIdentifier()
    return Token.Identifier;
  }

  /** Whether the `await` just read (from tokenPos to pos) is the name of an accessor or a key. */
  private isAwaitName(): boolean {
    const { token: before, source, pos } = this.tn;
    const after = /^\s*(\(|[:=](?![=>]))/.exec(source.text.slice(pos, pos + 80))?.[1];
    const isAccessor = (before == Token.Get || before == Token.Set) && after == "(";
    const isKey = (before == Token.OpenBrace || before == Token.Comma) && (after == ":" || after == "=");
    return isAccessor || isKey;
  }
}

/**
 * Whether `word` may be next: a look at the text that spares asc's tokenizer a second reading. With it, a file such as those of asc's
 * library is read in 1.2 times asc's own time, without it in 3. True as well where a comment is next, or a longer word.
 */
export function mayRead(tn: Tokenizer, word: string): boolean {
  const { text } = tn.source;
  let { pos } = tn;
  let char = text.charCodeAt(pos);
  while (char == SPACE || char >= TAB && char <= CARRIAGE_RETURN) char = text.charCodeAt(++pos);
  return char == SLASH || char > ASCII_MAX || text.startsWith(word, pos);
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
