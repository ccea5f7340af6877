// Source ranges of IR nodes: what asc and typing noted, and what the lowering copied from there. They are looked for when somebody asks
// (a diagnostic, a source map): putting those of a whole program into one table takes as long as making its normal form.

import type { Module, Range } from "assemblyscript";
import { walk, walkPair } from "./nodes.js";
import type { Expr } from "./raw.js";

export class Locations {
  /** Copy -> what it was copied from. */
  private readonly origins = new Map<Expr, Expr>();
  private table: ReadonlyMap<Expr, Range> | null = null;

  /** @param awaits the nodes that are asked for most, first; @param others of all functions; @param forAll whether somebody asks for every node */
  constructor(
    private readonly awaits: ReadonlyMap<Expr, Range>, private readonly others: () => Iterable<ReadonlyMap<Expr, Range>>, private readonly forAll: boolean,
  ) {}

  get(e: Expr): Range | null {
    for (let at: Expr | undefined = e; at; at = this.origins.get(at)) {
      const range = this.awaits.get(at) ?? this.all.get(at);
      if (range) return range;
    }
    return null;
  }

  copied(original: Expr, copy: Expr): void {
    if (original != copy) this.origins.set(copy, original);
  }

  /** The same with all that is below them, for a source map: awaits, and what is refused, know the expressions they come from. */
  copiedTree(original: Expr, copy: Expr): void {
    if (this.forAll) walkPair(original, copy, (a, b) => this.copied(a, b));
  }

  private get all(): ReadonlyMap<Expr, Range> {
    return this.table ??= new Map([...this.others()].flatMap(map => [...map]));
  }
}

/** Gives the nodes of `body`, which is the body of function `ref`, the lines and columns they come from. */
export function addLocations(m: Module, ref: number, body: Expr, locations: Locations): void {
  walk(body, e => {
    const range = locations.get(e);
    if (!range || range.source.debugInfoIndex < 0) return;
    const { source } = range;
    const line = source.lineAt(range.start);
    m.setDebugLocation(ref, e, source.debugInfoIndex, line, source.columnAt() - 1);
  });
}
