// Program trees: typed text with marked parts -> three dialects of the same source.
//
//   tacet        async AssemblyScript for the compiler under test
//   javascript   the same with its types erased: what V8 runs
//   synchronous  the same with async, await and Promise struck out: plain AssemblyScript for asc alone
//
// The dialects differ only in what is left out, never in what is written: a marked part is printed or not. So "one source" is a
// property of the printer, not a promise of the generator. Trees are plain JSON: failing ones are kept in seeds.json.

export type Dialect = "tacet" | "javascript" | "synchronous";

/**
 * Text or a subtree. Marked text: `ts` only where there are types, `async` only where there is async,
 * `tacet` only for the compiler under test, `result` the annotation of an async function's result.
 */
export type Part =
  | string
  | Node
  | { readonly ts: string }
  | { readonly async: string }
  | { readonly tacet: string }
  | { readonly result: string };

/** One construct; `type` is an expression's value type, or what kind of construct it is. */
export interface Node {
  readonly type: string;
  readonly parts: readonly Part[];
}

/** A `Node.type` that stands for no value. */
export const STATEMENT = "statement";
export const BLOCK = "block";
export const DECLARATION = "declaration";
/** A statement a program needs to be what it says it is: shrinking leaves it. */
export const FIXED = "fixed";

export function node(type: string, ...parts: Part[]): Node {
  return { type, parts };
}

/** Statements between braces; each part is a statement. */
export function block(statements: readonly Node[]): Node {
  return { type: BLOCK, parts: statements };
}

export function isNode(part: Part): part is Node {
  return typeof part === "object" && "parts" in part;
}

export function print(tree: Node, dialect: Dialect): string {
  if (tree.type === BLOCK) {
    const lines = tree.parts.map((part) => printPart(part, dialect)).filter((line) => line !== "");
    return lines.length ? `{\n${lines.join("\n").replace(/^/gm, "  ")}\n}` : "{}";
  }
  return tree.parts.map((part) => printPart(part, dialect)).join("");
}

function printPart(part: Part, dialect: Dialect): string {
  if (typeof part === "string") return part;
  if (isNode(part)) return print(part, dialect);
  if ("ts" in part) return dialect === "javascript" ? "" : part.ts;
  if ("async" in part) return dialect === "synchronous" ? "" : part.async;
  if ("tacet" in part) return dialect === "tacet" ? part.tacet : "";
  if (dialect === "javascript") return "";
  return dialect === "tacet" ? `: Promise<${part.result}>` : `: ${part.result}`;
}
