// Goal: each async form becomes asc's ordinary declaration with the mark `~async`, and every range is the source's.
// Method: sources with the expected marks; the range of each declaration, mark, name and signature compared as source text;
// the AST compared with that of the same source without `async`.

import assert from "node:assert/strict";
import { test } from "node:test";
import { CommonFlags, Node, NodeKind, type FunctionDeclaration } from "assemblyscript";
import { ASYNC_MARK, isAsync, markOf } from "../../transform/1-read/marks.js";
import { accept, decoratorsOf, dump, functionsOf, nodesOf, parse } from "./parse.js";

/** Source, marks of its only function, source text of that function's range. */
const FORMS: readonly (readonly [source: string, decorators: string, range: string])[] = [
  ["async function f(): Promise<void> {}", "~async", "async function f(): Promise<void> {}"],
  ["export async function f(): Promise<void> {}", "~async", "export async function f(): Promise<void> {}"],
  ["export default async function f(): Promise<void> {}", "~async", "export default async function f(): Promise<void> {}"],
  ["declare async function f(): Promise<void>;", "~async", "declare async function f(): Promise<void>"],
  ["export declare async function f(): Promise<void>;", "~async", "export declare async function f(): Promise<void>"],
  ["@host declare async function f(): Promise<f64>;", "~async host", "@host declare async function f(): Promise<f64>"],
  ["@inline @pool(4) async function f(): Promise<void> {}", "~async inline pool", "@inline @pool(4) async function f(): Promise<void> {}"],
  ["@ab export async function f(): Promise<void> {}", "~async ab", "@ab export async function f(): Promise<void> {}"],
  ["@pool(4)\nexport\nasync function\nf(): Promise<void> {}", "~async pool", "@pool(4)\nexport\nasync function\nf(): Promise<void> {}"],
  ["/* a */ async /* b */ function /* c */ f(): Promise<void> {} // d", "~async", "async /* b */ function /* c */ f(): Promise<void> {}"],
  ["async function f<T extends U, V = W>(a: T, ...b: V[]): Promise<T> { return a; }", "~async", "async function f<T extends U, V = W>(a: T, ...b: V[]): Promise<T> { return a; }"],
  ["namespace N { export async function f(): Promise<void> {} }", "~async", "export async function f(): Promise<void> {}"],
  ["namespace N { namespace M { @d async function f(): Promise<void> {} } }", "~async d", "@d async function f(): Promise<void> {}"],
  ["declare namespace N { async function f(): Promise<void>; }", "~async", "async function f(): Promise<void>"],
  ["class A { async m(): Promise<void> {} }", "~async", "async m(): Promise<void> {}"],
  ["class A { static async m(): Promise<void> {} }", "~async", "static async m(): Promise<void> {}"],
  ["class A { private static async m(): Promise<void> {} }", "~async", "private static async m(): Promise<void> {}"],
  ["class A { @d async m(): Promise<void> {} }", "~async d", "@d async m(): Promise<void> {}"],
  ["class A { @d @e(1, (2), ')') protected async m(): Promise<void> {} }", "~async d e", "@d @e(1, (2), ')') protected async m(): Promise<void> {}"],
  ["class A extends B { override async m(): Promise<void> {} }", "~async", "override async m(): Promise<void> {}"],
  ["class A extends B { @d public override async m<T>(a: T): Promise<T> { return a; } }", "~async d", "@d public override async m<T>(a: T): Promise<T> { return a; }"],
  ["class A<T> { async m<U>(a: T): Promise<U> { return b; } }", "~async", "async m<U>(a: T): Promise<U> { return b; }"],
  ["declare class A { async m(): Promise<void>; }", "~async", "async m(): Promise<void>"],
  ["abstract class A { abstract m(): Promise<void>; }", "", "abstract m(): Promise<void>"],
  ["interface I { m(): Promise<void>; }", "", "m(): Promise<void>"],
  ["const f = class { async m(): Promise<void> {} };", "~async", "async m(): Promise<void> {}"],
  ["const f = async function (): Promise<void> {};", "~async", "async function (): Promise<void> {}"],
  ["const f = async function g(a: i32): Promise<void> {};", "~async", "async function g(a: i32): Promise<void> {}"],
  ["const f = async () => {};", "~async", "async () => {}"],
  ["const f = async  (a: i32, b?: i32): Promise<i32> => a;", "~async", "async  (a: i32, b?: i32): Promise<i32> => a"],
  ["const f = async x => g(x) + 1;", "~async", "async x => g(x) + 1"],
  ["g(1, async x => { x; }, 2);", "~async", "async x => { x; }"],
];

for (const [source, decorators, range] of FORMS) {
  test(source, () => {
    const found = functionsOf(accept(source));
    assert.equal(found.length, 1);
    const [declaration] = found;
    assert.equal(decoratorsOf(declaration).join(" "), decorators);
    assert.equal(declaration.range.toString(), range);
    assert.equal(isAsync(declaration), decorators.startsWith(ASYNC_MARK));
    if (isAsync(declaration)) assert.equal(markOf(declaration, ASYNC_MARK)!.range.toString(), "async");
  });
}

test("apart from the mark and where a function starts, the AST is that of the same source without async", () => {
  for (const [source, decorators] of FORMS) {
    if (!decorators.startsWith(ASYNC_MARK)) continue;
    const read = accept(source);
    // Blanks in place of the keyword, so that all positions are equal.
    const plain = accept(source.replace("async", "     "), null);
    for (const declaration of functionsOf(read)) declaration.decorators = withoutFirst(declaration.decorators!);
    for (const declaration of [...functionsOf(read), ...functionsOf(plain)]) declaration.range.start = -1;
    assert.equal(dump(read.statements), dump(plain.statements), source);
  }
});

test("names, signatures and bodies have their exact ranges", () => {
  const text = "class A { @d static async m<T>(a: T): Promise<T> { return a; } }";
  const [method] = functionsOf(accept(text));
  assert.equal(method.name.range.toString(), "m");
  assert.equal(method.signature.range.toString(), "(a: T): Promise<T>");
  assert.equal(method.body!.range.toString(), "{ return a; }");
  assert.equal(method.typeParameters![0].range.toString(), "T");
  assert.ok(method.is(CommonFlags.Static) && method.is(CommonFlags.Generic));
});

test("a function expression and its declaration have one range", () => {
  for (const node of nodesOf(accept("f(async x => x, async () => 1, async function (): void {}, x => x);"))) {
    if (node.kind != NodeKind.Function) continue;
    const { declaration } = node as Node & { declaration: FunctionDeclaration };
    assert.equal(node.range.toString(), declaration.range.toString());
    assert.ok(declaration.clone().decorators?.length == declaration.decorators?.length, "clones keep the mark");
  }
});

test("a call of an async function expression spans it", () => {
  const call = nodesOf(accept("const x = async function (): Promise<void> {}();")).find(({ kind }) => kind == NodeKind.Call)!;
  assert.equal(call.range.toString(), "async function (): Promise<void> {}()");
});

test("functions nest in each other's parameters, decorators and bodies", () => {
  const source = accept(`
    @d(async x => { await x; }, class { async m(): Promise<void> { await 1; } }) export async function outer(
      a: F = async (b: i32 = g(() => 2)): Promise<i32> => await b, c: i32 = 3
    ): Promise<void> {
      const f = function (): F { return async () => { await a; }; };
      await f(class { static async n(): Promise<void> { const h = (): F => async x => await x; } });
      await outer();
    }`);
  assert.deepEqual(functionsOf(source).map(declaration => [declaration.name.text, isAsync(declaration)]).filter(([name]) => name), [
    ["outer", true], ["m", true], ["n", true],
  ]);
  assert.equal(functionsOf(source).filter(isAsync).length, 7);
});

test("after a broken async function the next one is read", () => {
  const { source, messages } = parse("async function f( ! { }\nasync function g(): Promise<void> { await 1; }\nasync function h(): Promise<void> { x");
  assert.ok(messages.every(message => message.startsWith("AS")), "asc's messages only");
  assert.deepEqual(functionsOf(source).map(declaration => [declaration.name.text, isAsync(declaration)]), [["g", true]]);
});

function withoutFirst<Decorator>(decorators: Decorator[]): Decorator[] | null {
  return decorators.length > 1 ? decorators.slice(1) : null;
}
