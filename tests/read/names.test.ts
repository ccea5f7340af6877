// Goal: `async`, `await`, `of`, `get` and `set` stay names wherever TypeScript has them as names, and a line break after
// `async` makes it one.
// Method: sources that must be accepted, with what they must mean.

import assert from "node:assert/strict";
import { test } from "node:test";
import { NodeKind } from "assemblyscript";
import { accept, decoratorsOf, functionsOf, nodesOf, parse, refused, show } from "./parse.js";

/** Members of the class in `text`: `name` of fields and accessors, `name()` of methods, `async name()` of marked ones. */
function membersOf(text: string): string[] {
  const { members } = nodesOf(accept(text)).find(({ kind }) => kind == NodeKind.ClassDeclaration) as unknown as
    { members: Parameters<typeof decoratorsOf>[0][] };
  return members.map(member => {
    const call = member.kind == NodeKind.MethodDeclaration ? "()" : "";
    return [...decoratorsOf(member), member.name.text + call].join(" ");
  });
}

test("async is a variable, a parameter, a function and a namespace", () => {
  accept("let async: i32 = 1; async = 2; async++; const of: i32 = async + of;");
  accept("function f(async: i32, of: i32): i32 { return async + of; }");
  accept("function async(): void {} function of(): void {} async(); of(1, 2);");
  accept("namespace async {} export { async, of as async };");
  accept("for (const of of async) of; for (let async of of) async;");
  accept("async `tagged`; async.x; async[1]; async ? async : async;");
});

test("async and await are names of class members", () => {
  assert.deepEqual(membersOf("class A { async: i32; await: i32; of: i32 = 1; get: i32; static set: i32 }"), ["async", "await", "of", "get", "set"]);
  assert.deepEqual(membersOf("class A { async(): void {} static async(): void {} await(): void {} async<T>(): void {} }"), ["async()", "async()", "await()", "async()"]);
  assert.deepEqual(membersOf("class A { async async(): X {} async await(): X {} async get(): X {} async set(v: i32): X {} async of(): X {} }"), ["~async async()", "~async await()", "~async get()", "~async set()", "~async of()"]);
  assert.deepEqual(membersOf("class A { get async(): i32 { return 1; } set async(v: i32) {} get await(): i32 { return 1; } set await(v: i32) {} }"), ["async()", "async()", "await()", "await()"]);
  assert.deepEqual(membersOf("class A { readonly async: i32 = 1; private async!: i32; }"), ["async", "async"]);
});

test("async and await are keys and properties", () => {
  assert.equal(show("({ async: 1, await: 2, of: 3, get: 4, async })").replace(/ /g, ""), "{{async:1,await:2,of:3,get:4,async:async}}");
  assert.equal(show("a.async.await.of()"), "a.async.await.of()");
  accept("enum E { async, await = 2, of }");
  accept("interface I { async(): void; await: i32; of: i32 }");
});

test("async before parentheses is a call or an arrow", () => {
  const table: [string, string][] = [
    ["async()", "async()"],
    ["async(a)", "async(a)"],
    ["async(a, (b), [c], `)${d}`)", "async(a, {b}, [c], `)${d}`)"],
    ["async(a)(b)", "async(a)(b)"],
    ["async<i32>(a)", "async(a)"],
    ["c ? async(x) : y", "(c ? async(x) : y)"],
    ["c ? async(x) : y | 1", "(c ? async(x) : (y | 1))"],
    ["c ? async(x) : y < 1", "(c ? async(x) : (y < 1))"],
    ["c ? async(x) : (y, z)", "(c ? async(x) : {(y, z)})"],
    ["async (a: i32): lib.Promise<Map<i32, Array<(x: i32) => void>>> => a", "[~async arrow a]"],
    ["c ? async (x) => x : y", "(c ? [~async arrow x] : y)"],
    ["async () => 1", "[~async arrow ]"],
    ["async (a: i32, b: (c: i32) => void): Promise<i32> => a", "[~async arrow a b]"],
    ["async (a: i32 = f(1, ')')): Promise<Array<i32>> => { await a; }", "[~async arrow a]"],
    ["async x => x", "[~async arrow x]"],
    ["async async => async", "[~async arrow async]"],
    ["async of => of", "[~async arrow of]"],
    ["async => async", "[arrow async]"],
    ["f(async, async x => x, async () => {}, async())", "f(async, [~async arrow x], [~async arrow ], async())"],
    ["async function () {}", "[~async function ]"],
    ["async function g() {}", "[~async function ]"],
    ["async function () {}()", "[~async function ]()"],
    ["a = async x => await x", "(a = [~async arrow x])"],
  ];
  for (const [source, grouped] of table) assert.equal(show(source), grouped, source);
});

test("a line break after async ends it", () => {
  assert.deepEqual(functionsOf(accept("async\nfunction f(): void {}")).map(decoratorsOf), [[]]);
  assert.deepEqual(functionsOf(accept("let f = async\n(x)")).map(decoratorsOf), []);
  assert.deepEqual(functionsOf(accept("async\nx => x")).map(decoratorsOf), [[]]);
  assert.deepEqual(functionsOf(accept("async /* one\nline */ x => x")).map(decoratorsOf), [[]]);
  // As in TypeScript a field `async` and a method `m`; asc wants a type at the field.
  assert.deepEqual(refused("class A { async\nm(): void {} }"), ["AS1110 \"async\""]);
  assert.deepEqual(functionsOf(parse("class A { async\nm(): void {} }").source).map(decoratorsOf), [[]]);
});

test("a line break behind the arrow's parameters is refused by asc", () => {
  assert.notEqual(parse("f(async (x: i32)\n=> x);").messages.length, 0);
});
