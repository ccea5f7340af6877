// Reader: asc's parser -> a parser that also reads async functions and `await`.
//
//   source text -> tokens (modifiers asc does not know are hidden) -> asc's parser, overridden here -> asc's AST with marks
//
// Each file of this folder overrides the methods of its construct; they chain, so each only looks for its own token and
// leaves the rest to the one before. No text is rewritten: every range is the source's.
//
//   tokens        hidden modifiers, contextual names
//   headers       reads modifiers ahead:  export async function, static async m()
//   declarations  function declarations and class members
//   functions     function expressions, arrows, parameter lists
//   await         `await e`
//   marks         what the AST says afterwards (read by the other phases)

import type { Parser, Range, Tokenizer } from "assemblyscript";
import type { ParserInternals } from "../asc.js";
import { report, type ArgumentsOf, type TacetCode } from "../errors.js";
import { readAwait } from "./await.js";
import { readDeclarations } from "./declarations.js";
import { readFunctions } from "./functions.js";
import { Headers } from "./headers.js";
import { Scopes } from "./scopes.js";
import { TokenView } from "./tokens.js";

/** What the later phases can lower; what they can't is refused here, at the keyword. */
export interface ReaderOptions {
  /** Accept `await` outside of functions. */
  readonly topLevelAwait: boolean;
}

/** Makes `parser` read async functions and `await`. Call it before the first file is parsed. */
export function installReader(parser: Parser, options: ReaderOptions): void {
  const reader = new Reader(parser as unknown as ParserInternals, options);
  readFunctions(reader);
  readDeclarations(reader);
  readAwait(reader);
}

/** What the parts of the reader share: one parser, its scopes and its tokenizers. */
export class Reader {
  readonly scopes = new Scopes();
  readonly headers: Headers;
  private readonly views = new WeakMap<Tokenizer, TokenView>();

  constructor(readonly parser: ParserInternals, readonly options: ReaderOptions) {
    this.headers = new Headers(this);
  }

  /** The token view of the file that `tn` reads. */
  tokens(tn: Tokenizer): TokenView {
    let view = this.views.get(tn);
    if (!view) this.views.set(tn, view = new TokenView(tn));
    return view;
  }

  report<Code extends TacetCode>(code: Code, range: Range, ...args: ArgumentsOf<Code>): void {
    report(this.parser, code, range, ...args);
  }
}
