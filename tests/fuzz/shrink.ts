// Shrinking: a failing program -> a smaller one that fails in the same way.
// Greedy: drop what can be dropped, from large to small, as long as the failure remains; then replace expressions by their operands or by
// literals. An edit may leave nonsense behind (a name without declaration): the oracle or the compiler refuses it, so the edit is not kept.

import { check, prepare, type Failure } from "./check.js";
import type { Program } from "./program.js";
import { BLOCK, isNode, STATEMENT, type Node, type Part } from "./syntax.js";
import { plainLiteral } from "./values.js";

/** Whether a candidate still shows the failure. */
export type StillFails = (candidate: Program) => Promise<boolean>;

/** The same kind of failure under the same options; of the compiler's complaints, the same message. */
export function sameFailure(failure: Failure): StillFails {
  const wanted = headline(failure);
  return async (candidate) => {
    try {
      const [found] = await check(await prepare([candidate]), failure.options);
      return found !== undefined && headline(found) === wanted;
    } catch {
      return false; // the candidate is no valid program any more
    }
  };
}

/** What must stay the same while a program shrinks. */
export function headline(failure: Failure): string {
  if (failure.kind !== "compile") return failure.kind;
  const line = failure.detail.split("\n").find((text) => /ERROR|error|TACET|Error/.test(text)) ?? failure.detail;
  return `compile: ${line.replace(/'[^']*'|\d+/g, "_").slice(0, 120)}`;
}

/**
 * @param budget candidates to try at most
 * @returns the smallest program found
 */
export async function shrink(program: Program, stillFails: StillFails, budget = 600): Promise<Program> {
  let left = budget;
  const attempt = async (candidate: Program): Promise<boolean> => left-- > 0 && stillFails(candidate);
  let best = program;
  for (let before = -1; before !== size(best) && left > 0;) {
    before = size(best);
    best = await dropItems(best, best.script, (script) => ({ ...best, script }), attempt);
    best = await dropItems(best, best.declarations, (declarations) => ({ ...best, declarations, roots: best.roots }), attempt);
    best = await shrinkNodes(best, attempt);
  }
  return best;
}

function size(program: Program): number {
  return JSON.stringify([program.declarations, program.script]).length;
}

/** Drops runs of items, halving the run's length; `rebuild` makes the program with the items that remain. */
async function dropItems<T>(
  program: Program, items: readonly T[], rebuild: (items: readonly T[]) => Program, attempt: StillFails,
): Promise<Program> {
  let best = program;
  let kept = items;
  for (let run = kept.length; run >= 1; run >>= 1) {
    for (let from = 0; from < kept.length;) {
      const rest = [...kept.slice(0, from), ...kept.slice(from + run)];
      const candidate = rebuild(rest);
      if (await attempt(candidate)) {
        kept = rest;
        best = candidate;
      } else {
        from += run;
      }
    }
  }
  return best;
}

type Path = readonly number[];

/** Walks all nodes of the declarations, outermost first, and tries to make each smaller. */
async function shrinkNodes(program: Program, attempt: StillFails): Promise<Program> {
  let best = program;
  for (let d = 0; d < best.declarations.length; d++) {
    const pending: Path[] = [[]];
    for (let path = pending.pop(); path; path = pending.pop()) {
      const target = nodeAt(best.declarations[d], path);
      const at = path;
      const withNode = (replacement: Node): Program => ({
        ...best, declarations: best.declarations.map((declaration, i) => (i === d ? replace(declaration, at, replacement) : declaration)),
      });
      if (target.type === BLOCK) {
        best = await dropItems(best, target.parts, (parts) => withNode({ ...target, parts: keepText(target.parts, parts) }), attempt);
        best = await unnest(best, nodeAt(best.declarations[d], at), withNode, attempt);
      } else {
        for (const simpler of simplerExpressions(target)) {
          const candidate = withNode(simpler);
          if (!(await attempt(candidate))) continue;
          best = candidate;
          break;
        }
      }
      nodeAt(best.declarations[d], at).parts.forEach((part, i) => isNode(part) && pending.push([...at, i]));
    }
  }
  return best;
}

/** Parts of a block that are text stay whatever is dropped: a loop's counter must go on counting. */
function keepText(all: readonly Part[], kept: readonly Part[]): readonly Part[] {
  return all.filter((part) => !isNode(part) || kept.includes(part));
}

/** Puts the statements inside a statement's blocks in its place. */
async function unnest(program: Program, target: Node, withNode: (replacement: Node) => Program, attempt: StillFails): Promise<Program> {
  let best = program;
  let current = target;
  for (let i = 0; i < current.parts.length;) {
    const part = current.parts[i];
    const inside = isNode(part) && part.type === STATEMENT
      ? part.parts.flatMap((inner) => (isNode(inner) && inner.type === BLOCK ? inner.parts.filter(isNode) : []))
      : [];
    const flatter = { ...current, parts: [...current.parts.slice(0, i), ...inside, ...current.parts.slice(i + 1)] };
    if (inside.length && await attempt(withNode(flatter))) {
      best = withNode(flatter);
      current = flatter;
    } else {
      i++;
    }
  }
  return best;
}

function simplerExpressions(target: Node): Node[] {
  if (target.type === STATEMENT || target.type === "declaration") return [];
  const awaits = target.parts.some((part) => typeof part === "object" && "async" in part); // what is awaited may be a promise
  const operands = awaits ? [] : target.parts.filter(isNode).filter((part) => part.type === target.type);
  const literal = plainLiteral(target.type);
  const isLiteral = target.parts.length === 1;
  return literal && !isLiteral ? [literal, ...operands] : operands;
}

function nodeAt(tree: Node, path: Path): Node {
  return path.reduce((node, index) => node.parts[index] as Node, tree);
}

function replace(tree: Node, path: Path, replacement: Node): Node {
  if (path.length === 0) return replacement;
  const [index, ...rest] = path;
  return { ...tree, parts: tree.parts.map((part, i) => (i === index ? replace(part as Node, rest, replacement) : part)) };
}
