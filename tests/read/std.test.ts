// Goal: the reader changes nothing for sources without async functions, and nothing but the marks for sources with them.
// Method: asc's whole standard library, and sources full of odd names, parsed with and without the reader: the same text from
// asc's AST builder, the same nodes, the same ranges, the same diagnostics. Then the library with `async` before every function,
// method and arrow: the same text once the marks are gone.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { createRequire } from "node:module";
import { test } from "node:test";
import { ASTBuilder, CommonFlags, NodeKind, Options, Program, type FunctionDeclaration } from "assemblyscript";
import { isAsync } from "../../transform/1-read/marks.js";
import { installReader } from "../../transform/1-read/reader.js";
import { dump, functionsOf, parse } from "./parse.js";

const STD = join(dirname(createRequire(import.meta.url).resolve("assemblyscript/package.json")), "std/assembly");

test("asc's standard library parses to the same AST", () => {
  for (const [file, text] of stdFiles()) {
    const plain = parse(text, null, file);
    const read = parse(text, undefined, file);
    assert.deepEqual(read.messages, plain.messages, file);
    assert.equal(ASTBuilder.build(read.source), ASTBuilder.build(plain.source), file);
    assert.equal(dump(read.source), dump(plain.source), file);
  }
});

test("asc's standard library with all functions async parses to the same AST, marked", () => {
  let count = 0;
  for (const [file, text] of stdFiles()) {
    const plain = parse(text, null, file);
    const positions = functionsOf(plain.source).filter(canBeAsync).map(asyncPosition).sort((a, b) => b - a);
    let asyncText = text;
    for (const position of positions) asyncText = `${asyncText.slice(0, position)}async ${asyncText.slice(position)}`;
    const read = parse(asyncText, undefined, file);
    assert.deepEqual(read.messages, plain.messages, file);
    const marked = functionsOf(read.source).filter(isAsync);
    assert.equal(marked.length, positions.length, file);
    for (const declaration of marked) {
      assert.ok(declaration.decorators!.shift()!.range.toString() == "async");
      if (!declaration.decorators!.length) declaration.decorators = null;
    }
    assert.equal(ASTBuilder.build(read.source), ASTBuilder.build(plain.source), file);
    count += positions.length;
  }
  assert.ok(count > 1000, `${count} functions`);
});

test("asc's own files are parsed by asc's own methods, those before and behind them by the reader's", () => {
  const program = new Program(new Options());
  const { parser } = program;
  installReader(parser, {});
  const [, standard] = stdFiles().find(([file]) => file == "array.ts")!;
  const mine = "export async function f(): Promise<i32> { return 1; }";
  /** Of each file, whether the reader's statements were used. */
  const used: boolean[] = [];
  for (const [path, text] of [["a.ts", mine], ["~lib/array.ts", standard], ["~lib/map.ts", mine], ["b.ts", mine]]) {
    parser.parseFile(text, path, true);
    used.push(Object.getPrototypeOf(parser).parseTopLevelStatement != parser.parseTopLevelStatement);
  }
  assert.deepEqual(used, [true, false, true, true]);
  assert.deepEqual(program.diagnostics, []);
  assert.deepEqual(parser.sources.map(source => functionsOf(source).some(isAsync)), used);
});

/** Path and text of each file of asc's standard library. */
function stdFiles(): [file: string, text: string][] {
  const files = readdirSync(STD, { recursive: true, encoding: "utf8" }).filter(name => name.endsWith(".ts"));
  assert.ok(files.length > 50, `found ${files.length} files`);
  return files.map(file => [file, readFileSync(join(STD, file), "utf8")]);
}

function canBeAsync(declaration: FunctionDeclaration): boolean {
  const isMethod = declaration.kind == NodeKind.MethodDeclaration;
  return !isMethod || declaration.body != null && !declaration.isAny(CommonFlags.Constructor | CommonFlags.Get | CommonFlags.Set);
}

/** Where the word `async` goes. */
function asyncPosition(declaration: FunctionDeclaration): number {
  const { kind, name, range, arrowKind } = declaration;
  if (kind == NodeKind.MethodDeclaration) return name.range.start;
  return arrowKind ? range.start : range.source.text.lastIndexOf("function", name.range.start);
}

const ODD = [
  "class A { get: i32; set: i32; async: i32; await: i32; of: i32; static readonly async: i32 = 1; readonly: i32 = 0; }",
  "class A { static async(): void {} async<T>(): void {} await(): void {} of(): void {} get(): i32 { return 1; } set(v: i32): void {} }",
  "class A { @inline private static override readonly async(): void {} }",
  "class A { async!: i32; await!: i32 }",
  "interface I { async(): void; await: i32; of(x: i32): void, get: i32 }",
  "enum E { get, set = 2 }",
  "export { async, await as of } from './x'; import { async as a, of as b, await as c } from './y';",
  "a.async(); a.await.of; a.async\n.await = 1;",
  "function f(get: i32, set: i32): i32 { return get + set; } for (let get of set) {}",
  "@a(@b) @c(() => 1, class { async: i32; static async(): void {} }) export function f(): void {}",
  "const a = () => 1, b = x => x, c = (x: i32): i32 => x, d = function (): void {};",
  "declare namespace N { function f(): void; const x: i32; class C { m(): void; } }",
  "abstract class A { abstract m(): void; protected abstract get x(): i32; }",
  // Broken text: asc's own messages and recovery stay.
  "function f( ! { await", "class A { static", "class A { async", "@", "@a", "export", "export default", "let = 1; x +", "class A { @ m(): void {} }",
  "f(`${a", "function (", "export @d function f(): void {}",
];

for (const text of ODD) {
  test(`unchanged: ${text}`, () => {
    const plain = parse(text, null);
    const read = parse(text);
    assert.deepEqual(read.messages, plain.messages);
    assert.equal(dump(read.source), dump(plain.source));
  });
}
