// Shrinking: a failing program -> a smaller one that fails in the same way.
//
// An edit replaces one node of the tree by other parts: by nothing (drop), by the statements inside it (unnest), by an operand or a literal.
// Each round tries all edits of a kind against the same program, many candidates in one module (compiling asc's library is what costs), and
// then applies as many of the successful ones together as still fail together. An edit may leave nonsense behind: what a look at the
// names, the oracle or the compiler refuses is not kept.

import { check, isOwnOfAsc, prepare, type Case, type Failure } from "./check.js";
import { printProgram, type Program } from "./program.js";
import { BLOCK, DECLARATION, FIXED, isNode, STATEMENT, type Node, type Part } from "./syntax.js";
import { plainLiteral } from "./values.js";

/** Answers, candidate by candidate, whether the failure is still there. */
export type StillFail = (candidates: readonly Program[]) => Promise<boolean[]>;

interface Edit {
  readonly target: Node;
  readonly replacement: readonly Part[];
}

const CANDIDATES_PER_MODULE = 24;

/** The same kind of failure under the same options; of the compiler's complaints, the same message. */
export function sameFailure(failure: Failure): StillFail {
  const wanted = headline(failure);
  return async (candidates) => {
    const cases: (Case | undefined)[] = [];
    for (const [i, candidate] of candidates.entries()) cases.push(await caseOf(failure.program, renamed(candidate, i)));
    const valid = cases.filter((item): item is Case => item !== undefined);
    const failing = new Set<Program>();
    for (const found of await check(valid, failure.options)) {
      if (headline(found) === wanted && !(await isOwnOfAsc(found))) failing.add(found.program);
    }
    return cases.map((item) => item !== undefined && failing.has(item.program));
  };
}

/** What must stay the same while a program shrinks. */
export function headline(failure: Failure): string {
  if (failure.kind !== "compile") return failure.kind;
  const line = failure.detail.split("\n").find((text) => /ERROR|TACET|Error/.test(text)) ?? failure.detail;
  return `compile: ${line.replace(/'[^']*'|\d+/g, "_").slice(0, 120)}`;
}

export interface ShrinkOptions {
  /** Rounds to try at most; each is a handful of compilations. */
  readonly rounds?: number;
  /** Hears of what has been found after each kind of edit. */
  readonly onSmaller?: (program: Program) => void;
}

export async function shrink(program: Program, stillFail: StillFail, { rounds = 30, onSmaller }: ShrinkOptions = {}): Promise<Program> {
  let best = program;
  for (let round = 0; round < rounds; round++) {
    const before = sizeOf(best);
    best = await shrinkScript(best, stillFail);
    for (const editsOf of [dropDeclarations, dropStatements, unnestStatements, literals, operands]) {
      best = await tryAll(best, editsOf(best), stillFail);
      onSmaller?.(best);
    }
    if (sizeOf(best) === before) break;
  }
  return best;
}

function sizeOf(program: Program): number {
  return JSON.stringify([program.declarations, program.script]).length;
}

async function shrinkScript(program: Program, stillFail: StillFail): Promise<Program> {
  let best = program;
  for (let i = best.script.length - 1; i >= 0; i--) {
    const candidate = { ...best, script: best.script.filter((_action, k) => k !== i) };
    const [fails] = await stillFail([candidate]);
    if (fails) best = candidate;
  }
  return best;
}

/** Applies of `edits` as many as still fail together. */
async function tryAll(program: Program, edits: readonly Edit[], stillFail: StillFail): Promise<Program> {
  const successful: Edit[] = [];
  for (let from = 0; from < edits.length; from += CANDIDATES_PER_MODULE) {
    const batch = edits.slice(from, from + CANDIDATES_PER_MODULE);
    const answers = await stillFail(batch.map((edit) => apply(program, [edit])));
    successful.push(...batch.filter((_edit, i) => answers[i]));
  }
  const together = await largestTogether(program, [], successful, stillFail);
  return together.length ? apply(program, together) : program;
}

/** `base` and as many of `more` as fail together, found by halving. */
async function largestTogether(program: Program, base: readonly Edit[], more: readonly Edit[], stillFail: StillFail): Promise<readonly Edit[]> {
  if (more.length === 0) return base;
  const all = [...base, ...more];
  if (all.length === 1) return all; // known from its own try
  const [fails] = await stillFail([apply(program, all)]);
  if (fails) return all;
  if (more.length === 1) return base;
  const middle = more.length >> 1;
  const first = await largestTogether(program, base, more.slice(0, middle), stillFail);
  return largestTogether(program, first, more.slice(middle), stillFail);
}

function apply(program: Program, edits: readonly Edit[]): Program {
  const replacements = new Map(edits.map((edit) => [edit.target, edit.replacement]));
  const rebuild = (part: Part): readonly Part[] => {
    if (!isNode(part)) return [part];
    const replacement = replacements.get(part);
    if (replacement) return replacement;
    return [{ ...part, parts: part.parts.flatMap(rebuild) }];
  };
  return { ...program, declarations: program.declarations.flatMap(rebuild).filter(isNode) };
}

function nodesOf(program: Program): Node[] {
  const found: Node[] = [];
  const visit = (part: Part): void => {
    if (!isNode(part)) return;
    found.push(part);
    part.parts.forEach(visit);
  };
  program.declarations.forEach(visit);
  return found;
}

function dropDeclarations(program: Program): Edit[] {
  return program.declarations.map((target) => ({ target, replacement: [] }));
}

function dropStatements(program: Program): Edit[] {
  return nodesOf(program).filter((target) => target.type === STATEMENT).map((target) => ({ target, replacement: [] }));
}

function unnestStatements(program: Program): Edit[] {
  return nodesOf(program).filter((target) => target.type === STATEMENT).flatMap((target) => {
    const inside = target.parts.flatMap((part) => (isNode(part) && part.type === BLOCK ? part.parts.filter(isNode) : []));
    return inside.length ? [{ target, replacement: inside }] : [];
  });
}

function isExpression(target: Node): boolean {
  return ![STATEMENT, BLOCK, DECLARATION, FIXED].includes(target.type);
}

function literals(program: Program): Edit[] {
  return nodesOf(program).filter(isExpression).flatMap((target) => {
    const literal = plainLiteral(target.type);
    return literal && target.parts.length > 1 ? [{ target, replacement: [literal] }] : [];
  });
}

function operands(program: Program): Edit[] {
  return nodesOf(program).filter(isExpression).flatMap((target) => {
    if (target.parts.some((part) => typeof part === "object" && "async" in part)) return []; // what is awaited may be a promise
    const same = target.parts.filter(isNode).filter((part) => part.type === target.type);
    return same.map((operand): Edit => ({ target, replacement: [operand] }));
  });
}

/** The candidate with its oracle's outcome, or undefined where it is no valid program. */
async function caseOf(original: Program, candidate: Program): Promise<Case | undefined> {
  if (!isSound(original, candidate)) return undefined;
  try {
    return (await prepare([candidate]))[0];
  } catch {
    return undefined;
  }
}

/** Candidates share a module, so each gets names of its own. */
function renamed(program: Program, index: number): Program {
  const text = JSON.stringify(program).replaceAll(program.prefix, `${program.prefix}c${index}n`);
  return JSON.parse(text) as Program;
}

const TYPE_NAMES = new Set(["i8", "i16", "i32", "i64", "u8", "u16", "u32", "u64", "f32", "f64", "v128", "v4"]);

/** Every name is declared, and every child is joined or abandoned as often as in the original: else both sides rightly differ. */
function isSound(original: Program, candidate: Program): boolean {
  const text = printProgram(candidate, "tacet");
  const names = new Set(text.match(/\b[a-zA-Z]\d+\b/g) ?? []);
  for (const name of names) {
    if (!TYPE_NAMES.has(name) && !new RegExp(`(let|const|using|function) ${name}\\b|[(,] ?${name}: |catch \\(${name}\\)|(let|const) [[{].*\\b${name}\\b.*[\\]}] =`).test(text)) return false;
  }
  const globals = new Set(text.match(new RegExp(`\\b${candidate.prefix}[a-zA-Z]\\d+`, "g")) ?? []);
  for (const name of globals) {
    if (!new RegExp(`(let|const|function|class|interface) ${name}\\b`).test(text)) return false;
  }
  const first = printProgram(original, "tacet");
  for (const [, promise] of text.matchAll(/const (p\d+) = /g)) {
    const task = `c${Number(promise.slice(1)) - 1}`; // the name made just before
    for (const use of [`await ${promise}\\b`, `abandon\\(${task}\\)`]) {
      if (occurrences(text, use) !== occurrences(first, use)) return false;
    }
  }
  for (const [, handle] of text.matchAll(/const (h\d+) = /g)) {
    if (occurrences(text, `${handle}\\.join`) !== occurrences(first, `${handle}\\.join`)) return false; // its slot would stay taken
  }
  return true;
}

function occurrences(text: string, pattern: string): number {
  return text.match(new RegExp(pattern, "g"))?.length ?? 0;
}
