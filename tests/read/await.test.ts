// Goal: `await` binds as in JavaScript, wherever an expression may stand, with its exact range.
// Method: tables of expressions with every grouping made visible; random expressions evaluated by V8 as written and as grouped.

import assert from "node:assert/strict";
import { test } from "node:test";
import { NodeKind, Token, type UnaryPrefixExpression } from "assemblyscript";
import { accept, nodesOf, show } from "./parse.js";
import { random } from "./random.js";

const PRECEDENCE: readonly (readonly [string, string])[] = [
  ["await a", "(await a)"],
  ["await a + b", "((await a) + b)"],
  ["a + await b", "(a + (await b))"],
  ["await a * await b", "((await a) * (await b))"],
  ["await f(x)", "(await f(x))"],
  ["await f(x).y", "(await f(x).y)"],
  ["await a.b[c](d).e", "(await a.b[c](d).e)"],
  ["await f<i32>(x)", "(await f(x))"],
  ["(await f(x)).y", "{(await f(x))}.y"],
  ["-await x", "(- (await x))"],
  ["await -x", "(await (- x))"],
  ["!await x", "(! (await x))"],
  ["~await x", "(~ (await x))"],
  ["await !x", "(await (! x))"],
  ["typeof await x", "(typeof (await x))"],
  ["await await x", "(await (await x))"],
  ["await (a, b)", "(await {(a, b)})"],
  ["await a, b", "((await a), b)"],
  ["await x++", "(await (x++))"],
  ["await x!", "(await (x!))"],
  ["(await x)!", "({(await x)}!)"],
  ["await x as i32", "((await x) as i32)"],
  ["await <i32>x", "(await (x as i32))"],
  ["await new C(x).m()", "(await new C(x).m())"],
  ["await this.m()", "(await this.m())"],
  ["a = await b", "(a = (await b))"],
  ["a[await i] += await v", "(a[(await i)] += (await v))"],
  ["await a && await b || await c", "(((await a) && (await b)) || (await c))"],
  ["await a ? await b : await c", "((await a) ? (await b) : (await c))"],
  ["await a == await b", "((await a) == (await b))"],
  ["await a < await b", "((await a) < (await b))"],
  ["f(await a, await b)(await c)", "f((await a), (await b))((await c))"],
  ["await f(await g(await h()))", "(await f((await g((await h())))))"],
  ["await\nx", "(await x)"],
  ["await /* why */ x", "(await x)"],
  ["await(x)", "(await {x})"],
];

for (const [source, grouped] of PRECEDENCE) {
  test(`${JSON.stringify(source)} is ${grouped}`, () => assert.equal(show(source), grouped));
}

test("stands in every statement position", () => {
  const positions = [
    "await x;", "await x", "{ await x }", "let a = await x, b = await y;", "const c: i32 = await x;", "return await x;",
    "if (await x) await y; else await z;", "while (await x) await y;", "do await x; while (await y);",
    "for (let i = await x; await y; await z) await w;", "for (await x; ; ) {}", "for (const a of await x) await a;",
    "switch (await x) { case await y: await z; default: await w; }", "throw await x;",
    "try { await x; } catch (e) { await y; } finally { await z; }", "void await x;", "`${await x} and ${await y}`;",
    "[await x, await y];", "({ a: await x });", "await x\nawait y\n", "const f = function (): void {}; await x;",
  ];
  for (const position of positions) {
    const source = accept(`async function f(): Promise<i32> { ${position} }`);
    const found = awaitsOf(position);
    const awaits = nodesOf(source).filter(isAwait);
    assert.deepEqual(awaits.map(node => node.range.toString()).sort(), found.sort(), position);
  }
});

test("its range spans the keyword and the operand", () => {
  const text = "async function f(): Promise<void> { a + await  g(x) . y ; }";
  const [node] = nodesOf(accept(text)).filter(isAwait) as UnaryPrefixExpression[];
  assert.equal(text.slice(node.range.start, node.range.end), "await  g(x) . y");
  assert.equal(text.slice(node.operand.range.start, node.operand.range.end), "g(x) . y");
});

test("random expressions group as V8 groups them", async () => {
  let awaits = 0;
  for (let seed = 1; seed <= 400; seed++) {
    const source = randomExpression(random(seed));
    const grouped = show(source).replaceAll("{", "(").replaceAll("}", ")");
    assert.equal(await evaluate(grouped), await evaluate(source), `seed ${seed}: ${source} read as ${grouped}`);
    awaits += source.split("await").length - 1;
  }
  assert.ok(awaits > 400, `only ${awaits} awaits`);
});

/** Every `await <name>` in a statement; the positions above await nothing but names. */
function awaitsOf(statement: string): string[] {
  return statement.match(/await \w/g) ?? [];
}

function isAwait({ kind, operator }: { kind: NodeKind; operator?: Token }): boolean {
  return kind == NodeKind.UnaryPrefix && operator == Token.Await;
}

/** The value of an expression over promises and numbers, as text: an await in another place gives another text. */
async function evaluate(expression: string): Promise<string> {
  const body = `
    const a = Promise.resolve(3), b = Promise.resolve(4), n = 5, m = 7;
    const f = (...args) => Promise.resolve(args.length + (typeof args[0] == "number" ? args[0] : 100));
    f.k = n; f.f = f;
    return String(${expression});`;
  const run = Object.getPrototypeOf(async () => {}).constructor as new (body: string) => () => Promise<string>;
  return new run(body)();
}

function randomExpression(next: (count: number) => number, depth = 4): string {
  const sub = (): string => randomExpression(next, depth - 1);
  if (!depth) return ["a", "b", "n", "m", "await a", "f.k"][next(6)];
  switch (next(9)) {
    case 0: case 1: case 2: return `${sub()} ${["+", "-", "*", "/", "&&", "||", "|", "==", "<="][next(9)]} ${sub()}`;
    case 3: return `await ${sub()}`;
    case 4: return ` ${["-", "!", "~", "typeof "][next(4)]} ${sub()}`;
    case 5: return `(${sub()})`;
    case 6: return `f(${sub()})`;
    case 7: return `f.f(${sub()}, ${sub()})`;
    default: return `${sub()} ? ${sub()} : ${sub()}`;
  }
}
