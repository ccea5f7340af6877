// The longest stack of frames that a call of each function can have.
//
//   stack(F) = frame(F) + the longest stack of what F awaits; a tail call takes F's place instead
//
// In a recursion each way through the calls comes by each @depth function at most n times. Cut there, it is a first piece, one
// piece for each time but the last, and a last piece that may go on to functions outside:
//
//   stack(F) = first piece + sum over D of n(D) · longest piece from D to a @depth function + what a last piece takes more
//
// With one @depth function that is exact; with several it is an upper bound.

/** One activation: its own bytes, and what may lie behind them. */
export interface Activation {
  /** Bytes of its frame; 0 where it has none. */
  readonly frameBytes: number;
  /** Bytes that it needs as the first of a task, for its result. */
  readonly rootBytes: number;
  readonly calls: readonly { readonly callee: string; readonly isTail: boolean }[];
}

/** How often a way through a recursion may come by a @depth function. */
export interface Pass {
  readonly count: number;
  /** Bytes that the activation which is one too many uses before it throws. */
  readonly excessBytes: number;
}

/** Sets the stacks of `group`, whose callees outside have theirs. @param passes its @depth functions; none where it is no recursion */
export function setStacks(stacks: Map<string, number>, group: ReadonlyMap<string, Activation>, passes: ReadonlyMap<string, Pass>): void {
  const last = memoized((name, self) => {
    const { frameBytes, rootBytes, calls } = group.get(name)!;
    return calls.reduce((longest, { callee, isTail }) => {
      const bytes = passes.get(callee)?.excessBytes ?? (group.has(callee) ? self(callee) : stacks.get(callee) ?? 0);
      return Math.max(longest, (isTail ? 0 : frameBytes) + bytes);
    }, Math.max(frameBytes, rootBytes));
  });
  /** To the next @depth function; NONE where no way leads there. */
  const piece = memoized((name, self) => {
    const { frameBytes, calls } = group.get(name)!;
    return calls.reduce((longest, { callee, isTail }) => {
      if (!group.has(callee)) return longest;
      return Math.max(longest, (isTail ? 0 : frameBytes) + (passes.has(callee) ? 0 : self(callee)));
    }, NONE);
  });
  let all = 0;
  let more = 0;
  for (const [name, { count }] of passes) {
    const bytes = Math.max(piece(name), 0);
    all += count * bytes;
    more = Math.max(more, last(name) - bytes);
  }
  for (const name of group.keys()) {
    stacks.set(name, passes.has(name) ? all + more : Math.max(last(name), piece(name) + all + more));
  }
}

const NONE = -Infinity;

function memoized(compute: (name: string, self: (name: string) => number) => number): (name: string) => number {
  const known = new Map<string, number>();
  const get = (name: string): number => {
    let value = known.get(name);
    if (value === undefined) known.set(name, value = compute(name, get));
    return value;
  };
  return get;
}
