// Goal: generators, `yield`, `for await`, `using` and symbol-named methods are read with their marks and exact ranges, and
// refused at their keyword as long as the later phases can't lower them.
// Method: tables of sources with marks, groupings and spans; each form with its option on and off.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  NodeKind, Token, type DeclarationStatement, type ForOfStatement, type UnaryPrefixExpression, type VariableStatement,
} from "assemblyscript";
import { iterationOf } from "../../transform/1-read/for-await.js";
import { AWAIT_USING_MARK, markOf, USING_MARK } from "../../transform/1-read/marks.js";
import { accept, decoratorsOf, functionsOf, nodesOf, parse, print, refused } from "./parse.js";

const ALL = { generators: true, asyncGenerators: true, generatorValues: true, forAwait: true, using: true, symbolMembers: true };

/** Source, name and marks of its only function, source text of that function's range. */
const GENERATORS: readonly (readonly [source: string, name: string, range: string])[] = [
  ["function* f(): G {}", "~generator f", "function* f(): G {}"],
  ["export function *f(): G {}", "~generator f", "export function *f(): G {}"],
  ["@d async function * f(): G {}", "~async ~generator d f", "@d async function * f(): G {}"],
  ["export default async function* f(): G {}", "~async ~generator f", "export default async function* f(): G {}"],
  ["namespace N { function* f(): G {} }", "~generator f", "function* f(): G {}"],
  ["const g = function* (): G {};", "~generator ", "function* (): G {}"],
  ["const g = async function* f(): G {};", "~async ~generator f", "async function* f(): G {}"],
  ["class A { *m(): G {} }", "~generator m", "*m(): G {}"],
  ["class A { static *m(): G {} }", "~generator m", "static *m(): G {}"],
  ["class A { async *m(): G {} }", "~async ~generator m", "async *m(): G {}"],
  ["class A { @d private static async * m(): G {} }", "~async ~generator d m", "@d private static async * m(): G {}"],
  ["class A { *async(): G {} }", "~generator async", "*async(): G {}"],
  ["class A { async *await(): G {} }", "~async ~generator await", "async *await(): G {}"],
  ["class A { [Symbol.dispose](): void {} }", "[Symbol.dispose]", "[Symbol.dispose](): void {}"],
  ["class A { async [Symbol.asyncDispose](): P {} }", "~async [Symbol.asyncDispose]", "async [Symbol.asyncDispose](): P {}"],
  ["class A { async *[Symbol.asyncIterator]<T>(): G {} }", "~async ~generator [Symbol.asyncIterator]", "async *[Symbol.asyncIterator]<T>(): G {}"],
  ["class A extends B { @d override [Symbol . dispose](): void {} }", "d [Symbol.dispose]", "@d override [Symbol . dispose](): void {}"],
  ["interface A { [Symbol.dispose](): void }", "[Symbol.dispose]", "[Symbol.dispose](): void"],
];

for (const [source, name, range] of GENERATORS) {
  test(source, () => {
    const [declaration, ...rest] = functionsOf(accept(source, ALL));
    assert.equal(rest.length, 0);
    assert.equal([...decoratorsOf(declaration), declaration.name.text].join(" "), name);
    assert.equal(declaration.range.toString(), range);
    const keywords = (declaration.decorators ?? []).filter(({ range }) => !range.toString().startsWith("@")).map(({ range }) => range.toString());
    assert.deepEqual(keywords, name.split(" ").filter(word => word.startsWith("~")).map(word => word == "~async" ? "async" : "*"));
  });
}

test("the name of a symbol member spans its brackets", () => {
  const [{ name }] = functionsOf(accept("class A { async [Symbol.asyncDispose](): P {} }", ALL));
  assert.equal(name.range.toString(), "[Symbol.asyncDispose]");
});

test("an index signature stays one", () => {
  const source = accept("class A { [key: string]: i32; m(): void {} }", ALL);
  assert.equal(nodesOf(source).filter(({ kind }) => kind == NodeKind.IndexSignature).length, 1);
});

const YIELDS: readonly (readonly [string, string])[] = [
  ["yield a + b", "(yield (a + b))"],
  ["yield a, b", "((yield a), b)"],
  ["yield a = b", "(yield (a = b))"],
  ["yield a ? b : c", "(yield (a ? b : c))"],
  ["yield yield a", "(yield (yield a))"],
  ["yield await a * b", "(yield ((await a) * b))"],
  ["await (yield a)", "(await {(yield a)})"],
  ["x = yield a || b", "(x = (yield (a || b)))"],
  ["x = yield", "(x = (yield _))"],
  ["f(yield a, yield, yield)", "f((yield a), (yield _), (yield _))"],
  ["[yield][0]", "[(yield _)][0]"],
  ["c ? yield : yield a", "(c ? (yield _) : (yield a))"],
  ["yield* f(a) + b", "(yield (* (f(a) + b)))"],
  ["yield * f", "(yield (* f))"],
  ["yield*\nf", "(yield (* f))"],
  ["yield -a", "(yield (- a))"],
  ["yield x => x", "(yield [arrow x])"],
];

test("yield binds loosest", () => {
  for (const [source, grouped] of YIELDS) assert.equal(showIn("async function*", source), grouped, source);
});

test("yield takes no operand from the next line", () => {
  const statements = statementsOf("function*", "yield\na;");
  assert.deepEqual(statements.map(({ expression }) => print(expression)), ["(yield _)", "a"]);
});

test("yield spans its operand", () => {
  for (const [source, range] of [["yield  a + b ;", "yield  a + b"], ["yield ;", "yield"], ["yield * a ;", "yield * a"]]) {
    const [{ expression }] = statementsOf("function*", source);
    assert.equal(expression.range.toString(), range);
  }
});

test("yield stands in generators only", () => {
  const yields = "TACET011 \"yield\"";
  const table: [string, ...string[]][] = [
    ["yield 1;", yields],
    ["function f(): void { yield 1; }", yields],
    ["async function f(): P { yield 1; }", yields],
    ["function* f(): G { const g = () => yield 1; yield 2; }", yields],
    ["function* f(a: i32 = yield 1): G { }", yields],
    ["function* f(): G { await 1; }", "TACET001 \"await\""],
    ["class A { *m(): G { yield 1; } n(): void { yield 1; } a: i32 = yield 1; }", yields, yields],
  ];
  for (const [source, ...expected] of table) assert.deepEqual(refused(source, ALL), expected, source);
});

test("for await wraps what it iterates over", () => {
  for (const head of ["const x of y", "let x of y", "x of y", "using x of y", "const x of await y"]) {
    const text = `async function f(): P { for await (${head}) g(); }`;
    const [loop] = loopsOf(text);
    assert.equal(loop.range.toString(), `for await (${head}) g();`);
    const { iterable, awaitKeyword } = iterationOf(loop);
    assert.equal(awaitKeyword?.toString(), "await");
    assert.equal(iterable.range.toString(), head.slice(head.indexOf("of ") + 3));
  }
  const [plain] = loopsOf("async function f(): P { for (const x of await y) g(); }");
  assert.equal(iterationOf(plain).awaitKeyword, null);
  assert.equal((iterationOf(plain).iterable as UnaryPrefixExpression).operator, Token.Await);
});

test("for await stands in async functions, with of", () => {
  assert.deepEqual(refused("function f(): void { for await (const x of y) {} }", ALL), ["TACET001 \"await\""]);
  assert.deepEqual(refused("async function f(): P { for await (let i = 0; i < 1; i++) {} }", ALL), ["TACET012 \"await\""]);
});

const USINGS: readonly (readonly [statement: string, mark: string, keywords: string])[] = [
  ["using x = e;", USING_MARK, "using"],
  ["using x: T = e, y = f;", USING_MARK, "using"],
  ["await using x = e;", AWAIT_USING_MARK, "await using"],
  ["await  using x = await e;", AWAIT_USING_MARK, "await  using"],
  ["using using = e;", USING_MARK, "using"],
  ["using async = e;", USING_MARK, "using"],
  ["for (using x of y) {}", USING_MARK, "using"],
  ["for (await using x of y) {}", AWAIT_USING_MARK, "await using"],
  ["for (using x = e; ; ) {}", USING_MARK, "using"],
  ["if (a) { using x = e; }", USING_MARK, "using"],
  ["switch (a) { case 1: { await using x = e; } }", AWAIT_USING_MARK, "await using"],
];

test("using declares constants with a mark", () => {
  for (const [text, mark, keywords] of USINGS) {
    const source = accept(`async function f(): P { ${text} }`, ALL);
    const [statement, ...rest] = nodesOf(source).filter(({ kind }) => kind == NodeKind.Variable) as VariableStatement[];
    assert.equal(rest.length, 0, text);
    assert.ok(statement.range.toString().startsWith(keywords), text);
    assert.deepEqual(statement.decorators!.map(({ range }) => range.toString()), [keywords], text);
    for (const declaration of statement.declarations as DeclarationStatement[]) assert.ok(markOf(declaration, mark), text);
  }
});

test("using is a name where it declares nothing", () => {
  const names = [
    "using = 1;", "using(x);", "using.x;", "using[0];", "using\nx;", "await using;", "await using.x;", "await using(x);", "await using\nx;",
    "for (using of y) {}", "for (using = 1; ; ) {}", "const using = 1;", "f(using, x);", "using + x;", "await\nusing;",
  ];
  for (const text of names) {
    const source = accept(`async function f(): P { ${text} }`, ALL);
    for (const node of nodesOf(source)) {
      if (node.kind == NodeKind.VariableDeclaration) assert.equal((node as DeclarationStatement).decorators, null, text);
    }
    assert.ok(nodesOf(source).some(({ kind, range }) => kind == NodeKind.Identifier && range.toString() == "using"), text);
  }
});

test("using stands in functions, await using in async ones, with an initial value", () => {
  assert.deepEqual(refused("using x = e;", ALL), ["TACET013 \"using\""]);
  assert.deepEqual(refused("function f(): void { await using x = e; }", ALL), ["TACET001 \"await\""]);
  assert.deepEqual(refused("function f(): void { using x = e; }", ALL), []);
  assert.deepEqual(refused("function f(): void { using x; }", ALL), ["AS1155 \"x\""]);
});

test("what the later phases can't lower is refused at its keyword", () => {
  const table: [keyof typeof ALL, string, string][] = [
    ["generators", "function* f(): G {}", "*"],
    ["generatorValues", "const f = function* (): G {};", "*"],
    ["asyncGenerators", "class A { async *m(): G {} }", "*"],
    ["asyncGenerators", "async function* f(): G {}", "*"],
    ["forAwait", "async function f(): P { for await (const x of y) {} }", "await"],
    ["using", "function f(): void { using x = e; }", "using"],
    ["using", "async function f(): P { for (await using x of y) {} }", "using"],
    ["symbolMembers", "class A { [Symbol.dispose](): void {} }", "[Symbol.dispose]"],
  ];
  for (const [form, source, span] of table) {
    assert.deepEqual(refused(source, { ...ALL, [form]: false }), [`TACET010 "${span}"`], source);
    assert.deepEqual(parse(source, { generators: true, [form]: true }).messages, [], source);
  }
});

/** Expression statements of a function's body. */
function statementsOf(keyword: string, body: string): { expression: Parameters<typeof print>[0] }[] {
  const block = nodesOf(accept(`${keyword} f(): G { ${body} }`, ALL)).find(({ kind }) => kind == NodeKind.Block)!;
  return (block as unknown as { statements: { expression: Parameters<typeof print>[0] }[] }).statements;
}

function showIn(keyword: string, expression: string): string {
  return print(statementsOf(keyword, `${expression};`)[0].expression);
}

function loopsOf(text: string): ForOfStatement[] {
  return nodesOf(accept(text, ALL)).filter(({ kind }) => kind == NodeKind.ForOf) as ForOfStatement[];
}
