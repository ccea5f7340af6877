// Symbols: a method `[Symbol.dispose]()` -> asc's method of the name "[Symbol.dispose]" (no source can write such a name).
//
// asc knows `[` in a class as an index signature only: the brackets and `Symbol.` are hidden, and the name is put right
// afterwards. Uses, `x[Symbol.dispose]()`, are element accesses to asc and stay so.

import { IdentifierHandling, Node, Token, type DeclarationStatement, type Range, type Tokenizer } from "assemblyscript";
import type { Reading } from "./reading.js";
import { mayRead } from "./tokens.js";

/** A method name of the form `[Symbol.name]`. */
export interface SymbolName {
  readonly text: string;
  /** From `[` to `]`. */
  readonly range: Range;
}

/** Reads ahead over `[Symbol.name]` before a parameter list and hides all but the name; asc's own `[` otherwise. */
export function takeSymbolName(reading: Reading, tn: Tokenizer): SymbolName | null {
  if (!mayRead(tn, "[") && !mayRead(tn, "*")) return null; // the text still shows a hidden `*`
  const state = tn.mark();
  const hidden: number[] = [];
  const name = scanSymbolName(tn, hidden);
  tn.reset(state);
  if (!name) return null;
  for (const position of hidden) reading.tokens(tn).hide(position);
  reading.requireForm("symbolMembers", name.range);
  return name;
}

function scanSymbolName(tn: Tokenizer, hidden: number[]): SymbolName | null {
  if (!tn.skip(Token.OpenBracket)) return null;
  const startPos = tn.tokenPos;
  hidden.push(startPos);
  if (!tn.skip(Token.Identifier) || tn.readIdentifier() != "Symbol") return null;
  hidden.push(tn.tokenPos);
  if (!tn.skip(Token.Dot)) return null;
  hidden.push(tn.tokenPos);
  if (!tn.skipIdentifier(IdentifierHandling.Always)) return null;
  const text = `[Symbol.${tn.readIdentifier()}]`;
  if (!tn.skip(Token.CloseBracket)) return null;
  hidden.push(tn.tokenPos);
  const range = tn.range(startPos, tn.pos);
  return tn.skip(Token.OpenParen) || tn.skip(Token.LessThan) ? { text, range } : null;
}

/** Gives the member that asc has read by its bare name the name the source wrote. */
export function restoreSymbolName(member: DeclarationStatement, { text, range }: SymbolName): void {
  member.name = Node.createIdentifierExpression(text, range);
}
