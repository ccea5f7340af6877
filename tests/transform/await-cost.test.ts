// Goal: what an await costs when nothing goes wrong: a `try` around it one comparison for each call that may throw, a cancel that may come nothing.
// Method: a module with a counter in front of each condition, in which the same loop runs in functions that differ in that one thing.

import assert from "node:assert/strict";
import { test } from "node:test";
import binaryen from "binaryen";
import { compileGuest } from "../support/compile.js";
import { Guest } from "../support/guest.js";

const INPUT = "tests/lower/generated/input.ts";
const ROUNDS = 1000;
/** What starts and ends of tasks and calls may differ by. */
const ONCE = 30;

/** Functions with a loop of awaits, as exports of these names. @param suspends whether each call of `step` yields, or none */
function program(suspends: boolean, names: readonly string[]): string {
  const loop = `let sum = 0;
  for (let i = 0; i < ${ROUNDS}; i++) sum += await step(i);
  return sum;`;
  const bodies: Readonly<Record<string, string>> = {
    plain: loop, main: loop,
    inTry: `try { ${loop} } catch (e) { return -1; }`,
    inCleanup: `try { ${loop} } finally { never--; }`,
  };
  return `
import { yieldNow } from "tacet/assembly";

let never = -1;

async function step(n: i32): Promise<i32> {
  ${suspends ? "" : "if (n == never) "}await yieldNow();
  if (n == never) throw new RangeError("never");
  return n;
}

${names.map(name => `export async function ${name}(): Promise<i32> { ${bodies[name]} }`).join("\n")}
`;
}

/** Conditions met by a call of `name`, in whatever code. */
async function conditionsOf(name: string, among: readonly string[], suspends: boolean, level: string, flags: readonly string[] = []): Promise<number> {
  const text = program(suspends, among);
  const { ok, binary, printed } = await compileGuest([INPUT, "tests/lower/exports.ts"], [level, "--runtime", "stub", ...flags], { [INPUT]: text });
  assert.ok(ok, printed);
  const guest = new Guest(new WebAssembly.Module(withCounter(binary)));
  if (name === "main") (guest.exports.main as () => number)(); // what runs alone has no host that looks at its end
  else assert.match(guest.run([["start", name], ["end"]]).join(), /^> \w+\(\),< \w+ = 499500$/);
  return (guest.exports.conditions as WebAssembly.Global).value as number;
}

/** The module with a global that counts the conditions of branches. */
function withCounter(binary: Uint8Array): Uint8Array<ArrayBuffer> {
  const m = binaryen.readBinary(binary);
  m.setFeatures(binaryen.Features.All);
  m.addGlobal("conditions", binaryen.i32, true, m.i32.const(0));
  m.addGlobalExport("conditions", "conditions");
  const counted = (condition: number): number => m.block(null, [
    m.global.set("conditions", m.i32.add(m.global.get("conditions", binaryen.i32), m.i32.const(1))), condition,
  ], binaryen.i32);
  for (let i = 0; i < m.getNumFunctions(); i++) {
    const { body } = binaryen.getFunctionInfo(m.getFunctionByIndex(i));
    if (body) walk(body, counted);
  }
  assert.ok(m.validate());
  const bytes = new Uint8Array(m.emitBinary());
  m.dispose();
  return bytes;
}

function walk(e: number, counted: (condition: number) => number): void {
  if (!e || LEAVES.has(binaryen.getExpressionId(e))) return;
  const info = binaryen.getExpressionInfo(e) as unknown as Record<string, number | number[]>;
  for (const name of CHILDREN) {
    const child = info[name];
    if (Array.isArray(child)) for (const one of child) walk(one, counted);
    else if (typeof child === "number") walk(child, counted);
  }
  const condition = info.condition as number;
  if (info.id === binaryen.IfId) wrappers.If.setCondition(e, counted(condition));
  else if (info.id === binaryen.BreakId && condition) wrappers.Break.setCondition(e, counted(condition));
}

/** What has no expressions in it; of some of them binaryen tells nothing. */
const LEAVES: ReadonlySet<number> = new Set([binaryen.ConstId, binaryen.NopId, binaryen.UnreachableId, binaryen.LocalGetId, binaryen.GlobalGetId]);

const CHILDREN = [
  "children", "condition", "ifTrue", "ifFalse", "body", "operands", "target", "value", "ptr", "left", "right", "dest", "source", "size",
] as const;

type Conditional = Readonly<Record<"setCondition", (e: number, condition: number) => void>>;

/** What binaryen's own d.ts lacks. */
const wrappers = binaryen as unknown as { readonly If: Conditional; readonly Break: Conditional };

for (const level of ["-O3", "-Oz"]) {
  for (const suspends of [false, true]) {
    test(`${level}, ${suspends ? "calls that suspend" : "calls that do not"}`, async () => {
      const names = ["plain", "inTry", "inCleanup"];
      const plain = await conditionsOf("plain", names, suspends, level);
      for (const name of names.slice(1)) {
        const more = await conditionsOf(name, names, suspends, level) - plain;
        assert.ok(more <= ROUNDS + ONCE, `${name}: ${more} conditions more in ${ROUNDS} rounds`);
      }
    });
  }

  test(`${level}, a program that the host can cancel`, async () => {
    const more = await conditionsOf("main", ["main"], false, level) - await conditionsOf("main", ["main"], false, level, ["--use", "TACET_ONLY_MAIN=1"]);
    assert.ok(Math.abs(more) <= ONCE, `${more} conditions more in ${ROUNDS} rounds`);
  });
}
