// Builds AST for what the desugarings put in place of a construct: every node gets the range of what it stands for, so that
// messages and debug locations point there. Names the user cannot write start with "~".

import {
  CommonFlags, Node, Token, type BlockStatement, type Expression, type ExpressionStatement, type IdentifierExpression, type Range,
  type Compiler, type Statement, type UnaryPrefixExpression, type VariableStatement,
} from "assemblyscript";
import type { Expr } from "../3-lower/raw.js";
import { int64 } from "../int64.js";

/** An expression of the AST that compiles itself: a prefix operator no source has. */
export interface Embedded extends UnaryPrefixExpression {
  readonly compile: (compiler: Compiler) => Expr;
  /** What has its type; undefined where nobody asks before it is compiled. */
  readonly like?: Expression;
}

/** Whether `e` is one of `Build.embed`. */
export function isEmbedded(e: UnaryPrefixExpression): e is Embedded {
  return e.operator == Token.Of && "compile" in e;
}

/** The AST builder of one range of the source. */
export class Build {
  constructor(private readonly range: Range) {}

  id(text: string): IdentifierExpression {
    return Node.createIdentifierExpression(text, this.range);
  }

  int(value: number): Expression {
    return Node.createIntegerLiteralExpression(int64(value) as unknown as Parameters<typeof Node.createIntegerLiteralExpression>[0], this.range);
  }

  /** What `compile` gives; it sets the compiler's currentType. */
  embed(compile: (compiler: Compiler) => Expr, like?: Expression): Expression {
    const node = Node.createUnaryPrefixExpression(Token.Of, this.id("~"), this.range);
    return Object.assign(node, { compile, like });
  }

  /** object.property */
  member(object: Expression, property: string): Expression {
    return Node.createPropertyAccessExpression(object, this.id(property), this.range);
  }

  /** object[index] */
  element(object: Expression, index: Expression): Expression {
    return Node.createElementAccessExpression(object, index, this.range);
  }

  call(callee: Expression, args: Expression[] = []): Expression {
    return Node.createCallExpression(callee, null, args, this.range);
  }

  /** object.method(args) */
  invoke(object: Expression, method: string, args: Expression[] = []): Expression {
    return this.call(this.member(object, method), args);
  }

  /** new Class(args) */
  new(name: string, args: Expression[]): Expression {
    return Node.createNewExpression(Node.createSimpleTypeName(name, this.range), null, args, this.range);
  }

  throw(value: Expression): Statement {
    return Node.createThrowStatement(value, this.range);
  }

  text(value: string): Expression {
    return Node.createStringLiteralExpression(value, this.range);
  }

  await(operand: Expression): Expression {
    return Node.createUnaryPrefixExpression(Token.Await, operand, this.range);
  }

  binary(operator: Token, left: Expression, right: Expression): Expression {
    return Node.createBinaryExpression(operator, left, right, this.range);
  }

  ternary(condition: Expression, yes: Expression, no: Expression): Expression {
    return Node.createTernaryExpression(condition, yes, no, this.range);
  }

  /** target += value */
  add(target: string, value: Expression): ExpressionStatement {
    return this.run(this.binary(Token.Plus_Equals, this.id(target), value));
  }

  /** ++target */
  increment(target: string): Expression {
    return Node.createUnaryPrefixExpression(Token.Plus_Plus, this.id(target), this.range);
  }

  run(expression: Expression): ExpressionStatement {
    return Node.createExpressionStatement(expression);
  }

  /** let name = value */
  variable(name: string, value: Expression | null): VariableStatement {
    return Node.createVariableStatement(null, [Node.createVariableDeclaration(this.id(name), null, CommonFlags.Let, null, value, this.range)], this.range);
  }

  block(statements: Statement[]): BlockStatement {
    return Node.createBlockStatement(statements, this.range);
  }

  /** for (first; condition; next) body */
  loop(first: Statement | null, condition: Expression | null, next: Expression | null, body: Statement): Statement {
    return Node.createForStatement(first, condition, next, body, this.range);
  }

  if(condition: Expression, yes: Statement, no: Statement | null): Statement {
    return Node.createIfStatement(condition, yes, no, this.range);
  }

  /** if (condition) break */
  breakIf(condition: Expression): Statement {
    return this.if(condition, this.break(), null);
  }

  break(): Statement {
    return Node.createBreakStatement(null, this.range);
  }

  /** try with a `catch` that names no error, or a `finally` */
  try(body: Statement[], handler: Statement[] | null, cleanup: Statement[] | null): Statement {
    return Node.createTryStatement(body, null, handler, cleanup, this.range);
  }

  /** target = value */
  assign(target: Expression, value: Expression): Statement {
    return this.run(this.binary(Token.Equals, target, value));
  }

  not(operand: Expression): Expression {
    return Node.createUnaryPrefixExpression(Token.Exclamation, operand, this.range);
  }

  bool(value: boolean): Expression {
    return value ? Node.createTrueExpression(this.range) : Node.createFalseExpression(this.range);
  }
}
