// Combinators in combinators, timeouts that are never over and shields, over children in variables or calls that stand in them.
// Some are kept in variables while something else is done.
// Where nobody is cancelled, their values are compared: races of one, and lists of which none fails or all may. Elsewhere any of them, of which
// only the children's traces are looked at.

import { feature, newName, type Body } from "./body.js";
import { isObject, trace } from "./locals.js";
import type { Random } from "./rng.js";
import { block, node, STATEMENT, type Node } from "./syntax.js";

/** A child: the call that starts it, or the variable it is in. */
export interface Operand {
  readonly start: Node;
  readonly type: string;
  readonly throws: boolean;
}

/** Longer than any program sleeps. */
export const NEVER_MS = 1000000;

const DEPTH = 3;

/** What is awaited where it stands, or kept while something else is done. */
export interface Awaited {
  readonly before: readonly Node[];
  readonly awaited: Node;
}

/** `await promise`, maybe of a variable. @param between makes what stands in front of that */
export function awaits(body: Body, kind: string, promise: Node, between: () => Node[]): Awaited {
  // Who waits for a kept one is a task more, so the polls that a program takes are not the oracle's.
  if (body.draft.mode === "ordered" || !body.random.chance(0.4)) return { before: [], awaited: node(kind, { async: "await " }, promise, ";") };
  feature(body, "kept-combinators");
  const name = newName(body.draft, "k");
  body.openChildren++;
  const before = [node(STATEMENT, `const ${name} = `, promise, ";"), ...between()];
  body.openChildren--;
  return { before, awaited: node(kind, { async: "await " }, `${name};`) };
}

/** Statements that wait for all of `operands`, and trace what they give. */
export function nested(body: Body, operands: readonly Operand[], between: () => Node[]): Node[] {
  const { random, draft } = body;
  feature(body, "nested-combinators");
  draft.hasSynchronous = false;
  const mayFail = operands.some(({ throws }) => throws);
  const name = mayFail || random.chance(0.2) ? "allSettled" : "all";
  if (!mayFail && random.chance(0.3)) {
    const { before, awaited } = awaits(body, STATEMENT, combine(random, operands, DEPTH, false), between);
    return [...before, awaited];
  }
  const results: (string | null)[] = [];
  const parts: Node[] = [];
  const traces: Node[] = [];
  for (const operand of operands) {
    parts.push(wrapped(random, operand, DEPTH));
    const isTraced = operand.type !== "void" && !isObject(body, operand.type);
    const result = isTraced || name === "allSettled" ? newName(draft, "o") : null;
    results.push(result);
    if (!result) continue;
    if (name === "all") {
      traces.push(trace(body, node(operand.type, result)));
      continue;
    }
    const value = isTraced ? [trace(body, node(operand.type, `${result}.value`))] : [];
    traces.push(node(
      STATEMENT, `if (${result}.status == "fulfilled") `, block(value), " else ", block([trace(body, node("string", `${result}.reason.message`))]),
    ));
  }
  const { before, awaited } = awaits(body, STATEMENT, around(random, list(`Promise.${name}`, parts)), between);
  if (!results.some(Boolean)) return [...before, awaited];
  feature(body, name === "all" ? "nested-results" : "nested-outcomes");
  return [...before, node(STATEMENT, `const [${results.map((result) => result ?? "").join(", ")}] = `, awaited), ...traces];
}

/** Any of them over `promises`, of which some are cancelled. */
export function anyNested(random: Random, promises: readonly string[]): Node {
  return combine(random, promises.map((promise): Operand => ({ start: node("promise", promise), type: "void", throws: true })), DEPTH, true);
}

/** A combinator over `operands`; if not `cancels`, all of them end by themselves, and none fails. */
function combine(random: Random, operands: readonly Operand[], depth: number, cancels: boolean): Node {
  const groups: Operand[][] = [];
  for (const operand of operands) {
    if (groups.length && random.chance(0.4)) groups[groups.length - 1].push(operand);
    else groups.push([operand]);
  }
  const parts = groups.map((group) => {
    if (group.length === 1 && (!depth || random.chance(0.5))) return group[0].start;
    return combine(random, group, depth - 1, cancels);
  });
  const names = cancels || parts.length === 1 ? ["all", "race", "any", "allSettled"] : ["all", "allSettled"];
  if (depth <= 0) return list("Promise.all", operands.map(({ start }) => start));
  return around(random, list(`Promise.${random.pick(names)}`, parts));
}

/** One child with its value, in combinators of one. */
function wrapped(random: Random, { start }: Operand, depth: number): Node {
  if (!depth || random.chance(0.3)) return start;
  const inner = wrapped(random, { start, type: "", throws: false }, depth - 1);
  return random.chance(0.5) ? list(`Promise.${random.pick(["race", "any"])}`, [inner]) : around(random, inner, 1);
}

function around(random: Random, promise: Node, probability = 0.3): Node {
  if (!random.chance(probability)) return promise;
  return random.chance(0.5) ? node("promise", "shield(", promise, ")") : node("promise", "timeout(", promise, `, ${NEVER_MS})`);
}

function list(callee: string, parts: readonly Node[]): Node {
  return node("promise", `${callee}([`, ...parts.flatMap((part, i) => (i ? [", ", part] : [part])), "])");
}
