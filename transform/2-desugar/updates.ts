// Lost updates -> a warning. An assignment that awaits after it has read what it writes is two steps, and other tasks run between
// them: what they write in the meantime is overwritten.
//
//   TACET100  total += await f();   total = total + await f();   this.sum = max(this.sum, await f());
//   not       sum += await f();                          a local variable is this activation's own
//             total = (await f()) + total;               read behind the await
//             total = await f(total);   total = total > 9 ? await f() : 0;   the old value decides, but does not return
//             own.sum += await f();                      nobody else has the object (see `isOwned`)
//
// Only code that suspends is meant: in the synchronous instance of a generic function `await` does nothing. Library code is left out.

import {
  CommonFlags, Compiler, ElementKind, LiteralKind, NodeKind, ReportMode, Token, Type,
  type BinaryExpression, type CallExpression, type ElementAccessExpression, type Expression, type Flow, type FunctionDeclaration,
  type IdentifierExpression, type Node, type PropertyAccessExpression,
  type TernaryExpression, type UnaryPrefixExpression, type VariableDeclaration,
} from "assemblyscript";
import { report } from "../errors.js";
import { compilationOf, promisedType, type Compilation } from "../state.js";
import { isAsync } from "../1-read/marks.js";
import { eachChild, someNode, withoutParentheses } from "../1-read/nodes.js";
import { ASSIGNMENTS, isAwait } from "./lints.js";
import { isFirst, override, type Patched } from "./patch.js";
import { isMaker } from "./storage.js";
import { TOP } from "./top-level.js";

const INSTALLED = Symbol.for("tacet.updates");

/** Replaces asc's method, once per process. */
export function installUpdates(): void {
  const proto = Compiler.prototype as unknown as Patched;
  if (!isFirst(proto, INSTALLED)) return;
  override<Compiler, [BinaryExpression, Type, number], number>(proto, "compileBinaryExpression", original => function (
    this: Compiler, e, contextual, constraints,
  ) {
    const compilation = compilationOf(this.program);
    if (compilation && ASSIGNMENTS.has(e.operator) && !e.range.source.isLibrary) lintUpdate(this, compilation, e);
    return original.call(this, e, contextual, constraints);
  });
}

function lintUpdate(compiler: Compiler, compilation: Compilation, e: BinaryExpression): void {
  const flow = compiler.currentFlow;
  if (!isAsync(flow.sourceFunction.declaration) || !someNode(e.right, isAwait)) return;
  const suspends = (node: Node): boolean => {
    if (node.kind != NodeKind.UnaryPrefix || !isAwait(node)) return false;
    const type = compiler.resolver.resolveExpression((node as UnaryPrefixExpression).operand, flow, Type.auto, ReportMode.Swallow);
    return type != null && promisedType(compilation, type) != null;
  };
  const target = withoutParentheses(e.left);
  const isLost = e.operator == Token.Equals ? staysRead(e.right, target, suspends) : someNode(e.right, suspends);
  if (!isLost || !isShared(compilation, flow, target)) return;
  const name = target.range.toString();
  const operator = e.range.source.text.slice(e.left.range.end).trimStart().split("=")[0];
  report(compiler, "TACET100", e.range, name, e.operator == Token.Equals ? `${name} = … v` : `${name} ${operator}= v`);
}

/** Whether `value` suspends between reading `target` and giving what was made of that. */
function staysRead(value: Node, target: Node, suspends: (node: Node) => boolean): boolean {
  const text = target.range.toString();
  let isStale = false;
  /** Whether the target's value is at hand behind `node`, if it was before it. */
  const visit = (node: Node, isRead: boolean): boolean => {
    if (node.kind == target.kind && node.range.toString() == text) return true;
    switch (node.kind) {
      case NodeKind.Function: return isRead;
      case NodeKind.PropertyAccess: return visit((node as PropertyAccessExpression).expression, isRead);
      case NodeKind.Ternary: {
        const { condition, ifThen, ifElse } = node as TernaryExpression;
        visit(condition, isRead);
        return [visit(ifThen, isRead), visit(ifElse, isRead)].includes(true);
      }
      case NodeKind.Binary: {
        const { operator, left, right } = node as BinaryExpression;
        if (operator != Token.Ampersand_Ampersand && operator != Token.Bar_Bar) break;
        return [visit(left, isRead), visit(right, isRead)].includes(true); // either gives the value, never both
      }
      case NodeKind.UnaryPrefix:
        if (!isAwait(node)) break;
        visit((node as UnaryPrefixExpression).operand, isRead);
        isStale ||= isRead && suspends(node);
        return isRead;
    }
    eachChild(node, child => {
      isRead = visit(child, isRead);
    });
    return isRead;
  };
  visit(value, false);
  return isStale;
}

/** Whether other tasks can write what `target` names. */
function isShared(compilation: Compilation, flow: Flow, target: Expression): boolean {
  let root = target;
  while (root.kind == NodeKind.PropertyAccess || root.kind == NodeKind.ElementAccess) {
    root = withoutParentheses((root as PropertyAccessExpression | ElementAccessExpression).expression);
  }
  if (root.kind != NodeKind.Identifier) return true;
  const { text: name } = root as IdentifierExpression;
  const fn = flow.sourceFunction;
  if (flow.lookup(name)?.kind == ElementKind.Local) {
    if (root === target) return false;
    const isOneLevel = withoutParentheses((target as PropertyAccessExpression | ElementAccessExpression).expression) === root;
    return !isOneLevel || !isOwned(fn.prototype.bodyNode!, name);
  }
  if (compilation.topLevel?.task !== fn) return true;
  // The statements of the entry file run once: only functions can come between.
  return target.range.source.statements.some(statement => isNamedInside(statement, name));
}

/** Whether functions below `node`, or other files, may know the variable `name` of the file. */
function isNamedInside(node: Node, name: string, isInside = false): boolean {
  if (node.kind == NodeKind.Identifier && (node as IdentifierExpression).text == name) return isInside;
  let within = isInside;
  switch (node.kind) {
    case NodeKind.Function: case NodeKind.MethodDeclaration: case NodeKind.Export: within = true; break;
    case NodeKind.FunctionDeclaration: within = (node as FunctionDeclaration).name.text != TOP; break;
    case NodeKind.VariableDeclaration: within ||= (node as VariableDeclaration).is(CommonFlags.Export); break;
  }
  let found = false;
  eachChild(node, child => {
    found ||= isNamedInside(child, name, within);
  });
  return found;
}

/** Whether the object in the local `name` is made in `body`, which only reads and writes parts of it. */
function isOwned(body: Node, name: string): boolean {
  const isIt = (node: Node): boolean => node.kind == NodeKind.Identifier && (node as IdentifierExpression).text == name;
  let isMade = false;
  const isGiven = (node: Node): boolean => {
    switch (node.kind) {
      case NodeKind.Identifier: return isIt(node);
      case NodeKind.VariableDeclaration: {
        const { name: variable, initializer } = node as VariableDeclaration;
        if (!isIt(variable)) break;
        isMade = true;
        return !initializer || !isFresh(initializer);
      }
      case NodeKind.Call: { // a method may keep its `this`
        const callee = withoutParentheses((node as CallExpression).expression);
        if (callee.kind == NodeKind.PropertyAccess && isIt(withoutParentheses((callee as PropertyAccessExpression).expression))) return true;
        break;
      }
      case NodeKind.PropertyAccess: {
        const { expression } = node as PropertyAccessExpression;
        return !isIt(withoutParentheses(expression)) && isGiven(expression);
      }
      case NodeKind.ElementAccess: {
        const { expression, elementExpression } = node as ElementAccessExpression;
        return !isIt(withoutParentheses(expression)) && isGiven(expression) || isGiven(elementExpression);
      }
    }
    let found = false;
    eachChild(node, child => {
      found ||= isGiven(child);
    });
    return found;
  };
  return !isGiven(body) && isMade;
}

/** Whether nobody else has the object that `e` gives. */
function isFresh(e: Expression): boolean {
  if (e.kind == NodeKind.New) return true;
  return e.isLiteralKind(LiteralKind.Array) || isMaker(e);
}
