// The turn, once asc has optimised: what it calls once for each poll is put into it, and then its jumps are threaded. For speed.
//
//   tacet_turn { … br_table -> F~resume(frame) … }   ->   tacet_turn { … br_table -> the body of F~resume … }
//
// asc puts functions that are called in one place there up to some 200 nodes. A task that races or joins is larger, and a call for each of its polls
// costs more than those nodes (race of two 19.3 -> 17.3 ns). Not without end: V8 allocates registers worse in a function of many thousand values.

import { type Compiler, type Module } from "assemblyscript";
import { RESUME } from "./emit/context.js";
import { threadJumps } from "./jumps.js";
import { nodesOf, targetOf, walk } from "./nodes.js";
import { withFewerPasses } from "./passes.js";
import { raw } from "./raw.js";

/** Most IR nodes of a resume function that is put into the turn, and of all that are more than asc's own limit. */
const EACH_MAX = 600;
const ALL_MAX = 3000;
/** Up to so many asc has put there. */
const ASC_MAX = 200;

/** Finishes the function `name`, the turn, whenever asc has optimised. */
export function finishTurn(compiler: Compiler, name: string): void {
  const { module: m } = compiler;
  const optimize = m.optimize.bind(m);
  m.optimize = (...args) => {
    withFewerPasses(m, () => optimize(...args));
    gather(m, name);
    threadJumps(m, name);
  };
}

/** The pass takes along whatever else is called in one place only and is no larger: it knows no names. */
function gather(m: Module, name: string): void {
  const turn = m.getFunction(name);
  if (!turn) return;
  const sizes: number[] = [];
  walk(raw._BinaryenFunctionGetBody(turn), e => {
    const target = targetOf(m, e);
    if (target?.endsWith(RESUME)) sizes.push(nodesOf(raw._BinaryenFunctionGetBody(m.getFunction(target))));
  });
  const limit = limitFor(sizes);
  if (limit <= ASC_MAX) return;
  raw._BinaryenSetAlwaysInlineMaxSize(0);
  raw._BinaryenSetFlexibleInlineMaxSize(0);
  raw._BinaryenSetOneCallerInlineMaxSize(limit);
  m.runPasses(["inlining"]);
}

/** The size up to which functions of these `sizes` are put into the turn. */
export function limitFor(sizes: readonly number[]): number {
  let limit = 0;
  let all = 0;
  for (const size of [...sizes].sort((a, b) => a - b)) {
    if (size > EACH_MAX || (all += size) > ALL_MAX) break;
    limit = size;
  }
  return limit;
}
