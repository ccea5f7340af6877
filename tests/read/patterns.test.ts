// Goal: patterns become asc's plain declarations and statements, in order, the value once, every range the source's.
// Method: tables of sources beside what they must become; ranges compared as text; broken patterns by span.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  NodeKind, type BlockStatement, type Expression, type ExpressionStatement, type ForOfStatement, type FunctionDeclaration, type Node,
  type ReturnStatement, type Statement, type VariableDeclaration, type VariableStatement,
} from "assemblyscript";
import { accept, functionsOf, nodesOf, print, refused } from "./parse.js";

/** Statements as text: `a = value, b = value;`, our constants as $ and their position. */
function written(statements: readonly Node[]): string {
  return statements.map(s => {
    switch (s.kind) {
      case NodeKind.Variable: return `${(s as VariableStatement).declarations.map(declared).join(", ")};`;
      case NodeKind.Expression: return `${shown((s as ExpressionStatement).expression)};`;
      case NodeKind.Return: return `return ${shown((s as ReturnStatement).value!)};`;
      case NodeKind.Block: return `{ ${written((s as BlockStatement).statements)} }`;
      case NodeKind.ForOf: return `for (${declared(((s as ForOfStatement).variable as VariableStatement).declarations[0])}) ${written([(s as ForOfStatement).body])}`;
      default: throw new Error(`statement kind ${s.kind}`);
    }
  }).join(" ");
}

function declared({ name, initializer }: VariableDeclaration): string {
  return `${name.text}${initializer ? ` = ${shown(initializer)}` : ""}`.replace(/~p/g, "$");
}

function shown(e: Expression): string {
  return print(e).replace(/~p/g, "$");
}

const DECLARATIONS: readonly (readonly [source: string, plain: string])[] = [
  ["const [a, b] = c;", "$6 = c, a = $6[0], b = $6[1];"],
  ["let [a, , b = 1] = c, d = 2;", "$4 = c, a = $4[0], b = (($4.length > 2) ? $4[2] : 1), d = 2;"],
  ["const [a, ...b] = c;", "$6 = c, a = $6[0], b = $6.slice(1);"],
  ["const { x, y: z, if: w } = c;", "$6 = c, x = $6.x, z = $6.y, w = $6.if;"],
  ["const { x = 1 } = c;", "$6 = c, x = (isDefined($6.x) ? $6.x : 1);"],
  ["const { a: { b }, c: [d] } = e;", "$6 = e, $11 = $6.a, b = $11.b, $21 = $6.c, d = $21[0];"],
  ["const [[a], b] = [[1], c];", "$19 = 1, $23 = c, a = $19, b = $23;"],
  ["const [a, b] = ([c, d]);", "$17 = c, $20 = d, a = $17, b = $20;"],
  ["const [a] = [f(), g()];", "$13 = f(), $18 = g(), a = $13;"],
  ["const { a, b = 2 } = { a: c, d: e };", "$26 = c, $32 = e, a = $26, b = 2;"],
  ["const [] = f();", "$6 = f();"],
  ["[a, b] = [b, a];", "{ $10 = b; $13 = a; (a = $10); (b = $13); }"],
  ["({ x: a.b, y: c } = d);", "{ $1 = d; (a.b = $1.x); (c = $1.y); }"],
  ["[a[0], b = 1] = c;", "{ $0 = c; (a[0] = $0[0]); (b = (($0.length > 1) ? $0[1] : 1)); }"],
  ["for (const [a, { b }] of c) d;", "for ($11) { a = $11[0], $15 = $11[1], b = $15.b; d; }"],
];

for (const [source, plain] of DECLARATIONS) {
  test(source, () => assert.equal(written(accept(source).statements), plain));
}

const BODIES: readonly (readonly [source: string, plain: string])[] = [
  ["function f([a]: A, { b }: B = c): void { d; }", "{ a = $11[0], b = $19.b; { d; } }"],
  ["class A { m({ b }: B): void { d; } }", "{ b = $12.b; { d; } }"],
  ["const f = function ({ a }: A): void { d; };", "{ a = $20.a; { d; } }"],
  ["const f = ({ a }: A): i32 => a;", "{ a = $11.a; return a; }"],
  ["const f = ([a, b = 2]: i32[], c: i32): i32 => { d; };", "{ a = $11[0], b = (($11.length > 1) ? $11[1] : 2); { d; } }"],
];

for (const [source, plain] of BODIES) {
  test(source, () => {
    const [{ body }]: FunctionDeclaration[] = functionsOf(accept(source));
    assert.equal(written([body as Statement]), plain);
  });
}

test("children of Promise.all are awaited one by one behind it", () => {
  const text = (source: string): string => written((nodesOf(accept(source)).find(n => n.kind == NodeKind.Block) as BlockStatement).statements);
  assert.equal(
    text("async function t(): Promise<void> { const [a, , b] = await Promise.all([f(), g(), h]); }"),
    "$72 = f(), $77 = g(), $82 = h, $42 = ((await Promise.all([$72, $77, $82])), 0), a = (await $72), b = (await $82);",
  );
});

test("ranges are the source's: names with their defaults, values, patterns", () => {
  const [statement] = accept("export const { x, y: [a = 1] } = f(2), z = 3;").statements as VariableStatement[];
  assert.deepEqual(statement.declarations.map(d => d.range.toString()), ["{ x, y: [a = 1] }", "x", "[a = 1]", "a = 1", "z = 3"]);
  assert.equal(statement.declarations[0].initializer!.range.toString(), "f(2)");
  assert.equal(statement.range.toString(), "export const { x, y: [a = 1] } = f(2), z = 3");
  const names = statement.declarations.filter(d => d.flags & 2 /* CommonFlags.Export */).map(d => d.name.text);
  assert.deepEqual(names, ["x", "a", "z"], "our own constants are not exported");
});

test("broken patterns are refused at the place", () => {
  const CASES: readonly (readonly [source: string, ...spans: string[]])[] = [
    ["let [a];", "TACET035 \"[a]\""],
    ["const [a, b] = [1];", "TACET035 \"b\""],
    ["const { x, ...y } = z;", "TACET035 \"...\""],
    ["const { [x]: y } = z;", "TACET035 \"[\""],
    ["const { x: 1 } = z;", "TACET035 \"\""],
  ];
  for (const [source, ...spans] of CASES) assert.deepEqual(refused(source), spans, source);
});
