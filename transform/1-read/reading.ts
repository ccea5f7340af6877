// Reading: what the parts of the reader share while one compilation is parsed.

import type { Range, Tokenizer } from "assemblyscript";
import type { ParserInternals } from "../asc.js";
import { report, type ArgumentsOf, type TacetCode } from "../errors.js";
import { Scopes } from "./scopes.js";
import { TokenView } from "./tokens.js";

/** What the later phases can lower; what is not set here is read all the same, and refused at its keyword. */
export interface ReaderOptions {
  /** `await` outside of functions, in an entry file. */
  readonly topLevelAwait?: boolean;
  /** `function*`, `*m()`. */
  readonly generators?: boolean;
  /** `async function*`, `async *m()`. */
  readonly asyncGenerators?: boolean;
  /** `function* () {…}` as an expression. */
  readonly generatorValues?: boolean;
  /** `for await (const x of y)`. */
  readonly forAwait?: boolean;
  /** `using x = e`, `await using x = e`. */
  readonly using?: boolean;
  /** Methods named `[Symbol.dispose]` and the like. */
  readonly symbolMembers?: boolean;
}

/** How messages name a form. */
const FORM_NAMES: Readonly<Record<Exclude<keyof ReaderOptions, "topLevelAwait">, string>> = {
  generators: "a generator",
  asyncGenerators: "an async generator",
  generatorValues: "a generator in a function or as a value",
  forAwait: "'for await'",
  using: "'using'",
  symbolMembers: "a method named by a symbol",
};

/** One parser, its scopes and its tokenizers. */
export class Reading {
  readonly scopes = new Scopes();
  /** Keywords `await` outside of functions, where they may stand. */
  readonly topLevelAwaits: Range[] = [];
  private readonly views = new WeakMap<Tokenizer, TokenView>();

  constructor(readonly parser: ParserInternals, private readonly options: ReaderOptions) {}

  /** The token view of the file that `tn` reads. */
  tokens(tn: Tokenizer): TokenView {
    let view = this.views.get(tn);
    if (!view) this.views.set(tn, view = new TokenView(tn));
    return view;
  }

  /** Whether the later phases can lower `form`. */
  accepts(form: keyof ReaderOptions): boolean {
    return this.options[form] ?? false;
  }

  /** Reports a form that the later phases can't lower yet. */
  requireForm(form: keyof typeof FORM_NAMES, range: Range): void {
    if (!this.accepts(form)) this.report("TACET010", range, FORM_NAMES[form]);
  }

  report<Code extends TacetCode>(code: Code, range: Range, ...args: ArgumentsOf<Code>): void {
    report(this.parser, code, range, ...args);
  }
}
