// Lints about loops -> warnings. An async function runs until its next await, and all other tasks wait for that: a loop that
// never gets there stops the program, one that gets there for nothing keeps the processor awake.
//
//   TACET081  while (true) { work(); }                 nothing ends it and nothing lets others run
//   TACET082  while (now() < t) {}   while (!done) {}  waits for what can't change before the next await
//   TACET083  while (!done) await yieldNow();          asks again and again instead of sleeping
//   TACET087  for (let i = 0; i < 5000000; i++) …      millions of rounds in one turn
//
// Only what certainly is what it looks like is reported; `// tacet-ignore TACETnnn` silences a line. The library is left out.

import {
  NodeKind, Token,
  type BinaryExpression, type BlockStatement, type BreakStatement, type CallExpression, type ContinueStatement, type DoStatement,
  type ExpressionStatement, type ForStatement, type FunctionDeclaration, type IdentifierExpression, type Node, type Parser,
  type PropertyAccessExpression, type UnaryPrefixExpression, type WhileStatement,
} from "assemblyscript";
import { report } from "../errors.js";
import { isAsync, markOf, AWAIT_USING_MARK } from "../1-read/marks.js";
import { eachChild, integerOf, isStep, ownSources, someNode } from "../1-read/nodes.js";

/** A loop of this many rounds or more takes about a millisecond and more, whatever it does. */
const LONG_LOOP_ROUNDS = 1_000_000;

const POOL = /@\s*pool\b/;

type Loop = WhileStatement | DoStatement | ForStatement;

/** Reports what the loops of the user's async functions do wrong. */
export function lintLoops(parser: Parser): void {
  const lint = (node: Node, inAsync: boolean): void => {
    const isFunction = node.kind == NodeKind.FunctionDeclaration || node.kind == NodeKind.MethodDeclaration;
    const within = isFunction ? isAsync(node as FunctionDeclaration) : inAsync;
    if (within && isLoop(node)) lintLoop(parser, node);
    eachChild(node, within ? inside : outside);
  };
  const inside = (node: Node): void => lint(node, true);
  const outside = (node: Node): void => lint(node, false);
  for (const { statements } of ownSources(parser)) statements.forEach(outside);
}

/** Reports each @pool that can't be one. */
export function lintPools(parser: Parser): void {
  const visit = (node: Node): void => {
    const { decorators, name } = node as Partial<FunctionDeclaration>;
    const mark = decorators?.length && name ? markOf(node as FunctionDeclaration, "pool") : null;
    if (mark && !isAsync(node as FunctionDeclaration)) report(parser, "TACET102", mark.range, name!.text);
    eachChild(node, visit);
  };
  for (const source of ownSources(parser)) if (POOL.test(source.text)) source.statements.forEach(visit);
}

function lintLoop(parser: Parser, loop: Loop): void {
  const { condition } = loop;
  if (someNode(loop, suspends)) {
    if (!(loop.kind == NodeKind.For && (loop as ForStatement).incrementor) && yieldsOnly(loop.body)) report(parser, "TACET083", loop.range);
    return;
  }
  if (isAlways(condition)) {
    if (!leaves(loop.body)) report(parser, "TACET081", loop.range);
    return;
  }
  const clock = condition && clockIn(condition);
  if (clock) report(parser, "TACET082", loop.range, clock);
  else if (isEmpty(loop.body) && !changes(loop)) report(parser, "TACET082", loop.range, "no other task runs until this one awaits, so its condition stays as it is");
  const rounds = loop.kind == NodeKind.For ? roundsOf(loop as ForStatement) : 0;
  if (rounds >= LONG_LOOP_ROUNDS && !leaves(loop.body)) report(parser, "TACET087", loop.range, rounds.toLocaleString("en-US"));
}

function isLoop(node: Node): node is Loop {
  return node.kind == NodeKind.While || node.kind == NodeKind.Do || node.kind == NodeKind.For;
}

/** Whether something else can run in the middle of `node`. */
function suspends(node: Node): boolean {
  return isAwait(node) || node.kind == NodeKind.UnaryPrefix && (node as UnaryPrefixExpression).operator == Token.Yield;
}

/** Whether `node` awaits: `await e`, `for await`, `await using`. */
export function isAwait(node: Node): boolean {
  if (node.kind == NodeKind.UnaryPrefix) {
    const { operator } = node as UnaryPrefixExpression;
    return operator == Token.Await || operator == Token.Async; // the last: for await
  }
  return node.kind == NodeKind.VariableDeclaration && markOf(node as FunctionDeclaration, AWAIT_USING_MARK) != null;
}

/** `true`, a number other than 0, or nothing. */
function isAlways(condition: Node | null): boolean {
  if (!condition || condition.kind == NodeKind.True) return true;
  const value = integerOf(condition);
  return value != null && value != 0;
}

/** Whether something in the body of a loop leaves it. */
function leaves(body: Node): boolean {
  const inside = (node: Node, breaksMine: boolean): boolean => {
    switch (node.kind) {
      case NodeKind.Return: case NodeKind.Throw: return true;
      case NodeKind.Break: case NodeKind.Continue:
        return (node as BreakStatement | ContinueStatement).label != null || breaksMine && node.kind == NodeKind.Break;
      case NodeKind.Function: case NodeKind.FunctionDeclaration: return false;
    }
    const mine = breaksMine && !isLoop(node) && node.kind != NodeKind.ForOf && node.kind != NodeKind.Switch;
    let found = false;
    eachChild(node, child => {
      found ||= inside(child, mine);
    });
    return found;
  };
  return inside(body, true);
}

/** What is wrong with the clock that the condition asks; null where it asks none. */
function clockIn(condition: Node): string | null {
  let cause: string | null = null;
  someNode(condition, node => {
    if (node.kind != NodeKind.Call) return false;
    const { expression } = node as CallExpression;
    const isNow = expression.kind == NodeKind.Identifier && (expression as IdentifierExpression).text == "now";
    if (isNow) cause = `'${node.range.toString()}' gives the same time until this task awaits`;
    else if (isHostClock(expression)) cause = `no other task runs while it asks '${node.range.toString()}'`;
    return cause != null;
  });
  return cause;
}

function isHostClock(callee: Node): boolean {
  if (callee.kind != NodeKind.PropertyAccess) return false;
  const { expression, property } = callee as PropertyAccessExpression;
  const owner = expression.kind == NodeKind.Identifier ? (expression as IdentifierExpression).text : "";
  return property.text == "now" && (owner == "Date" || owner == "performance");
}

/** Whether the head of the loop does anything but look at values that stay as they are. */
function changes(loop: Loop): boolean {
  if (loop.kind == NodeKind.For && (loop as ForStatement).incrementor) return true;
  return loop.condition != null && someNode(loop.condition, node => {
    switch (node.kind) {
      case NodeKind.Call: case NodeKind.New: case NodeKind.UnaryPostfix: case NodeKind.ElementAccess: return true;
      case NodeKind.UnaryPrefix: return isStep((node as UnaryPrefixExpression).operator);
      case NodeKind.Binary: return ASSIGNMENTS.has((node as BinaryExpression).operator);
      default: return false;
    }
  });
}

/** Operators that write to their left side. */
export const ASSIGNMENTS: ReadonlySet<Token> = new Set([
  Token.Equals, Token.Plus_Equals, Token.Minus_Equals, Token.Asterisk_Equals, Token.Slash_Equals, Token.Percent_Equals,
  Token.LessThan_LessThan_Equals, Token.GreaterThan_GreaterThan_Equals, Token.GreaterThan_GreaterThan_GreaterThan_Equals,
  Token.Ampersand_Equals, Token.Bar_Equals, Token.Caret_Equals, Token.Asterisk_Asterisk_Equals,
]);

function isEmpty(body: Node): boolean {
  return body.kind == NodeKind.Empty || body.kind == NodeKind.Block && (body as BlockStatement).statements.every(isEmpty);
}

/** Whether the body is `await yieldNow()` or `await sleep(0)` and nothing else. */
function yieldsOnly(body: Node): boolean {
  if (body.kind == NodeKind.Block) {
    const { statements } = body as BlockStatement;
    return statements.length > 0 && statements.every(yieldsOnly);
  }
  if (body.kind != NodeKind.Expression) return false;
  const { expression } = body as ExpressionStatement;
  if (!suspends(expression)) return false;
  const { operand } = expression as UnaryPrefixExpression;
  if (operand.kind != NodeKind.Call) return false;
  const call = operand as CallExpression;
  const name = call.expression.kind == NodeKind.Identifier ? (call.expression as IdentifierExpression).text : "";
  return name == "yieldNow" || name == "sleep" && call.args.length == 1 && integerOf(call.args[0]) === 0;
}

/** Rounds of `for (let i = a; i < b; i++)` with numbers a and b; 0 for other loops. */
function roundsOf(loop: ForStatement): number {
  if (loop.condition?.kind != NodeKind.Binary || !loop.initializer) return 0;
  const { operator, right } = loop.condition as BinaryExpression;
  if (operator != Token.LessThan && operator != Token.LessThan_Equals) return 0;
  const stepsByOne = loop.incrementor != null
    && (loop.incrementor.kind == NodeKind.UnaryPostfix || loop.incrementor.kind == NodeKind.UnaryPrefix);
  return stepsByOne ? integerOf(right) ?? 0 : 0;
}
