// Headers: the modifiers before a declaration -> what asc's parser does not know about it.
//
//   @inline export default async function f        found: async
//   @inline static override async *m               found: async, *
//   [Symbol.dispose]                               found: the name
//
// asc parses decorators, modifiers and the name in one method, so we read ahead before it and hide what we took. Decorators
// may hold any expression and are left to asc: with decorators, reading ahead starts where asc has parsed the last of them.

import { IdentifierHandling, Token, type Range, type Tokenizer } from "assemblyscript";
import { overrideMethod } from "./override.js";
import type { Reading } from "./reading.js";
import { takeStar } from "./generators.js";
import { takeSymbolName, type SymbolName } from "./symbols.js";

/** What was found and hidden before a name. */
export interface Modifiers {
  /** The keyword `async`. */
  asyncKeyword: Range | null;
  /** The `*` of a generator method. */
  star: Range | null;
  symbolName: SymbolName | null;
}

/** Modifiers that stand before `async` in a class, by their keyword. */
const MEMBER_MODIFIERS: ReadonlyMap<Token, string> = new Map([
  [Token.Declare, "declare"], [Token.Public, "public"], [Token.Private, "private"], [Token.Protected, "protected"],
  [Token.Static, "static"], [Token.Abstract, "abstract"], [Token.Override, "override"], [Token.Readonly, "readonly"],
]);

/** Reads ahead over headers; knows the modifiers of each function until asc's parser reaches it. */
export class Headers {
  /** Reads ahead as soon as the decorators before a declaration have been parsed. */
  private afterDecorators: (() => void) | null = null;
  /** The keyword `async` by tokenizer and position of the keyword `function`. */
  private readonly functions = new WeakMap<Tokenizer, Map<number, Range>>();

  constructor(private readonly reading: Reading) {
    overrideMethod(reading.parser, "parseDecorator", original => tn => {
      const scan = this.afterDecorators;
      this.afterDecorators = null; // a decorator's arguments have headers of their own
      const decorator = original(tn);
      if (scan) this.scanFrom(tn, scan);
      return decorator;
    });
  }

  /** Parses a declaration by `parse`, after its modifiers were read ahead by `scan`. */
  parseWith<Result>(tn: Tokenizer, scan: () => void, parse: () => Result): Result {
    const outer = this.afterDecorators;
    this.scanFrom(tn, scan);
    try {
      return parse();
    } finally {
      this.afterDecorators = outer;
    }
  }

  private scanFrom(tn: Tokenizer, scan: () => void): void {
    const hasDecorator = tn.peek() == Token.At;
    this.afterDecorators = hasDecorator ? scan : null;
    if (hasDecorator) return;
    const state = tn.mark();
    scan();
    tn.reset(state);
  }

  /** Before `export? default? declare? async function`; what it finds is kept for `asyncKeywordOf`. */
  scanFunction(tn: Tokenizer): void {
    if (tn.skip(Token.Export)) tn.skip(Token.Default);
    tn.skip(Token.Declare);
    if (!tn.skip(Token.Async) || tn.peekOnNewLine()) return;
    const asyncKeyword = tn.range();
    if (!tn.skip(Token.Function)) return;
    const position = tn.tokenPos;
    let functions = this.functions.get(tn);
    if (!functions) this.functions.set(tn, functions = new Map());
    functions.set(position, asyncKeyword);
    this.reading.tokens(tn).hide(asyncKeyword.start);
  }

  /** Of the function declaration at whose keyword `function` the parser is. */
  asyncKeywordOf(tn: Tokenizer): Range | null {
    return this.functions.get(tn)?.get(tn.tokenPos) ?? null;
  }

  /** Before a class member; fills in `found`. */
  scanMember(tn: Tokenizer, found: Modifiers): void {
    while (MEMBER_MODIFIERS.has(tn.peek())) tn.next();
    const keyword = tn.skip(Token.Async) ? tn.range() : null;
    // `async` at the end of a line is itself the name.
    if (keyword && tn.peekOnNewLine()) return;
    found.star = takeStar(this.reading, tn);
    found.symbolName = takeSymbolName(this.reading, tn);
    // It is so too before anything but a name.
    if (!keyword || !(found.star || found.symbolName || tn.skipIdentifier(IdentifierHandling.Always))) return;
    found.asyncKeyword = keyword;
    this.checkOrder(tn);
    this.reading.tokens(tn).hide(keyword.start);
  }

  /** Reports `async static m`; the parser is at the word behind `async`. */
  private checkOrder(tn: Tokenizer): void {
    const modifier = MEMBER_MODIFIERS.get(tn.next());
    const range = tn.range();
    if (modifier && tn.skipIdentifier(IdentifierHandling.Always)) this.reading.report("TACET008", range, modifier);
  }
}
