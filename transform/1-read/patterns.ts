// Patterns: array and object patterns -> asc's plain declarations (see destructure.ts).
//
//   const [a, { b }] = e, c = 1           VariableStatement with the steps as its declarations
//   for (const [a, b] of x) s             for (const ~p11 of x) { const a = ~p11[0], b = ~p11[1]; s }
//   function f({ x }: P) {…}              function f(~p11: P) { let x = ~p11.x; … }
//   catch ({ message }) {…}               catch (~p7) { let message = ~p7.message; … }
//   [a, b] = [b, a];                      { const ~p10 = b, ~p13 = a; a = ~p10; b = ~p13; }
//
// asc has no patterns, so all of them are gone behind this phase. Ranges are the source's: of a name and its default where
// it is bound, of the pattern for the value itself.

import {
  ArrayLiteralExpression, CommonFlags, IdentifierHandling, Node, NodeKind, ObjectLiteralExpression, ParameterKind, Precedence, Range, Token,
  type BinaryExpression, type DecoratorNode, type Expression, type ExpressionStatement, type FunctionDeclaration, type IdentifierExpression,
  type ParameterNode, type Statement, type Tokenizer, type TypeNode, type VariableDeclaration, type VariableStatement,
} from "assemblyscript";
import { destructure, fromName, nameAt, OR_DEFAULT, PARTS_TOO, type ArrayPattern, type ObjectPattern, type Pattern, type PatternPart, type Steps } from "./destructure.js";
import { withoutParentheses } from "./nodes.js";
import { overrideMethod } from "./override.js";
import type { Reading } from "./reading.js";
import { mayRead, skipBrackets, skipNamedType } from "./tokens.js";

/** Overrides what parses variables, `for…of`, parameters, function bodies and expression statements. */
export function readPatterns(reading: Reading): void {
  readVariables(reading);
  readParameters(reading);
  readAssignments(reading);
}

// -- variables ------------------------------------------------------------------------------------------------------

function readVariables(reading: Reading): void {
  const { parser } = reading;
  /** All declarations that the first of them stands for. */
  const unfolded = new WeakMap<VariableDeclaration, readonly VariableDeclaration[]>();
  /** In the head of a `for`: the steps inside the loop. */
  const heads = new WeakMap<VariableDeclaration, readonly VariableDeclaration[]>();

  overrideMethod(parser, "parseVariableDeclaration", original => (tn, flags, decorators, isFor) => {
    const pattern = parsePattern(reading, tn);
    if (!pattern) return original(tn, flags, decorators, isFor);
    if (pattern == "broken") return null;
    const type = tn.skip(Token.Colon) ? parser.parseType(tn, true) : null;
    if (!tn.skip(Token.Equals)) {
      if (!isFor || tn.peek() != Token.Of) reading.report("TACET035", pattern.range, "there is no value to take apart", "write '= value' behind it");
      const declarations = new Declarations(reading, flags, decorators);
      fromName(pattern, nameAt(pattern.range), declarations);
      const head = declare(nameAt(pattern.range), flags, null, type, null, pattern.range);
      heads.set(head, declarations.list);
      return head;
    }
    const value = parser.parseExpression(tn, Precedence.Comma + 1);
    if (!value) return null;
    const declarations = new Declarations(reading, flags, decorators);
    destructure(pattern, value, type, declarations);
    const { list } = declarations;
    if (list.length) unfolded.set(list[0], list);
    return list[0] ?? null;
  });

  overrideMethod(parser, "parseVariable", original => (tn, flags, decorators, startPos, isFor) => {
    const statement = original(tn, flags, decorators, startPos, isFor);
    if (!statement?.declarations.some(d => unfolded.has(d))) return statement;
    const module = statement.declarations[0].overriddenModuleName;
    statement.declarations = statement.declarations.flatMap(d => unfolded.get(d) ?? [d]);
    for (const declaration of statement.declarations) declaration.overriddenModuleName = module;
    return statement;
  });

  overrideMethod(parser, "parseForOfStatement", original => (tn, startPos, variable) => {
    const loop = original(tn, startPos, variable);
    const steps = variable.kind == NodeKind.Variable && heads.get((variable as VariableStatement).declarations[0]);
    if (!loop || !steps) return loop;
    loop.body = Node.createBlockStatement([Node.createVariableStatement(null, [...steps], variable.range), loop.body], loop.body.range);
    return loop;
  });
}

/** Steps as a list of nodes; what the pattern can't take is reported. */
abstract class Listed<T> implements Steps {
  readonly list: T[] = [];

  constructor(private readonly reading: Reading) {}

  abstract keep(name: IdentifierExpression, type: TypeNode | null, value: Expression, range: Range): void;

  abstract bind(target: Expression, value: Expression, range: Range): void;

  whole(name: string, range: Range): void {
    this.reading.report("TACET036", range, name, PARTS_TOO);
  }

  missing(part: PatternPart, cause: string): void {
    this.reading.report("TACET035", part.range, cause, OR_DEFAULT);
  }
}

/** Steps as declarations of variables. */
class Declarations extends Listed<VariableDeclaration> {
  constructor(reading: Reading, private readonly flags: CommonFlags, private readonly decorators: DecoratorNode[] | null) {
    super(reading);
  }

  keep(name: IdentifierExpression, type: TypeNode | null, value: Expression, range: Range): void {
    const flags = this.flags & ~(CommonFlags.Let | CommonFlags.Export) | CommonFlags.Const;
    this.list.push(declare(name.text, flags, this.decorators, type, value, range));
  }

  bind(target: Expression, value: Expression, range: Range): void {
    const declaration = Node.createVariableDeclaration(target as IdentifierExpression, this.decorators, this.flags, null, value, range);
    this.list.push(declaration);
  }
}

function declare(
  name: string, flags: CommonFlags, decorators: DecoratorNode[] | null, type: TypeNode | null, value: Expression | null, range: Range,
): VariableDeclaration {
  return Node.createVariableDeclaration(Node.createIdentifierExpression(name, range), decorators, flags, type, value, range);
}

// -- parameters -----------------------------------------------------------------------------------------------------

function readParameters(reading: Reading): void {
  const { parser } = reading;
  const patterns = new WeakMap<ParameterNode, Pattern>();

  overrideMethod(parser, "parseParameter", original => (tn, isConstructor) => {
    const pattern = parsePattern(reading, tn);
    if (!pattern) return original(tn, isConstructor);
    if (pattern == "broken") return null;
    const type = tn.skip(Token.Colon) ? parser.parseType(tn) : Node.createOmittedType(tn.range(tn.pos));
    const fallback = tn.skip(Token.Equals) ? parser.parseExpression(tn, Precedence.Comma + 1) : null;
    if (!type) return null;
    const name = Node.createIdentifierExpression(nameAt(pattern.range), pattern.range);
    const parameter = Node.createParameter(
      fallback ? ParameterKind.Optional : ParameterKind.Default, name, type, fallback, Range.join(pattern.range, tn.range()),
    );
    patterns.set(parameter, pattern);
    return parameter;
  });

  const unfold = (declaration: FunctionDeclaration): void => {
    const taken = declaration.signature.parameters.filter(p => patterns.has(p));
    const { body } = declaration;
    if (!taken.length || !body) return;
    const steps = new Declarations(reading, CommonFlags.Let, null);
    for (const parameter of taken) fromName(patterns.get(parameter)!, parameter.name.text, steps);
    if (!steps.list.length) return;
    const first = Node.createVariableStatement(null, steps.list, declaration.signature.range);
    const rest = body.kind == NodeKind.Expression ? Node.createReturnStatement((body as ExpressionStatement).expression, body.range) : body;
    declaration.body = Node.createBlockStatement([first, rest], body.range);
  };

  overrideMethod(parser, "parseFunction", original => (...args) => {
    const declaration = original(...args);
    if (declaration) unfold(declaration);
    return declaration;
  });

  overrideMethod(parser, "parseClassMember", original => (tn, parent) => {
    const member = original(tn, parent);
    if (member?.kind == NodeKind.MethodDeclaration) unfold(member as FunctionDeclaration);
    return member;
  });

  overrideMethod(parser, "parseFunctionExpressionCommon", original => (...args) => {
    const expression = original(...args);
    if (expression) unfold(expression.declaration);
    return expression;
  });

  // asc takes `({ x }: P) => …` for an object in parentheses.
  overrideMethod(parser, "parseExpressionStart", original => tn => {
    if (!mayRead(tn, "(") || tn.peek() != Token.OpenParen || !isArrow(tn)) return original(tn);
    tn.next();
    return parser.parseFunctionExpression(tn);
  });
}

/** Whether an arrow function begins whose first parameter is a pattern. */
function isArrow(tn: Tokenizer): boolean {
  const state = tn.mark();
  const found = scanArrow(tn);
  tn.reset(state);
  return found;
}

function scanArrow(tn: Tokenizer): boolean {
  tn.next();
  const first = tn.peek();
  if (first != Token.OpenBrace && first != Token.OpenBracket || !skipBrackets(tn)) return false;
  if (tn.skip(Token.Colon) && !skipNamedType(tn)) return false;
  return tn.skip(Token.Equals_GreaterThan);
}

// -- catch ----------------------------------------------------------------------------------------------------------

/** The pattern behind `catch (`, if there is one, as a variable and what takes it apart; "broken" after reporting. */
export function parseCaughtPattern(reading: Reading, tn: Tokenizer): { readonly variable: IdentifierExpression; readonly steps: Statement[] } | "broken" | null {
  const pattern = parsePattern(reading, tn);
  if (!pattern || pattern == "broken") return pattern;
  const variable = Node.createIdentifierExpression(nameAt(pattern.range), pattern.range);
  const declarations = new Declarations(reading, CommonFlags.Let, null);
  fromName(pattern, variable.text, declarations);
  const { list } = declarations;
  return { variable, steps: list.length ? [Node.createVariableStatement(null, list, pattern.range)] : [] };
}

// -- assignments ----------------------------------------------------------------------------------------------------

function readAssignments(reading: Reading): void {
  overrideMethod(reading.parser, "parseExpressionStatement", original => tn => {
    const statement = original(tn);
    if (statement?.kind != NodeKind.Expression) return statement;
    const assignment = withoutParentheses(statement.expression) as BinaryExpression;
    if (assignment.kind != NodeKind.Binary || assignment.operator != Token.Equals) return statement;
    const pattern = patternOf(reading, assignment.left);
    if (!pattern) return statement;
    const steps = new Assignments(reading);
    destructure(pattern, assignment.right, null, steps);
    return Node.createBlockStatement(steps.list, statement.range) as Statement as ExpressionStatement;
  });
}

/** Steps as assignments. */
class Assignments extends Listed<Statement> {
  keep(name: IdentifierExpression, type: TypeNode | null, value: Expression, range: Range): void {
    this.list.push(Node.createVariableStatement(null, [declare(name.text, CommonFlags.Const, null, type, value, range)], range));
  }

  bind(target: Expression, value: Expression, range: Range): void {
    this.list.push(Node.createExpressionStatement(Node.createBinaryExpression(Token.Equals, target, value, range)));
  }
}

/** The pattern that asc has read as a literal. */
function patternOf(reading: Reading, left: Expression): Pattern | null {
  if (left instanceof ArrayLiteralExpression) {
    const elements = left.elementExpressions.map(e => e.kind == NodeKind.Omitted ? null : partOf(reading, e));
    return { form: "array", elements, rest: null, range: left.range };
  }
  if (!(left instanceof ObjectLiteralExpression)) return null;
  const properties = left.names.map((name, i) => ({ name, part: partOf(reading, left.values[i]) }));
  return { form: "object", properties, range: left.range };
}

function partOf(reading: Reading, e: Expression): PatternPart {
  const { left, right, operator } = e as BinaryExpression;
  const hasDefault = e.kind == NodeKind.Binary && operator == Token.Equals;
  const place = hasDefault ? left : e;
  return { target: patternOf(reading, place) ?? place, fallback: hasDefault ? right : null, range: e.range };
}

// -- the pattern itself ---------------------------------------------------------------------------------------------

/** The pattern of a declaration, if one is next; "broken" after reporting. */
function parsePattern(reading: Reading, tn: Tokenizer): Pattern | "broken" | null {
  if (mayRead(tn, "[") && tn.skip(Token.OpenBracket)) return parseArrayPattern(reading, tn) ?? "broken";
  if (mayRead(tn, "{") && tn.skip(Token.OpenBrace)) return parseObjectPattern(reading, tn) ?? "broken";
  return null;
}

function parseArrayPattern(reading: Reading, tn: Tokenizer): ArrayPattern | null {
  const startPos = tn.tokenPos;
  const elements: (PatternPart | null)[] = [];
  let rest: PatternPart | null = null;
  while (!tn.skip(Token.CloseBracket)) {
    if (tn.skip(Token.Comma)) {
      elements.push(null);
      continue;
    }
    const isRest = tn.skip(Token.Dot_Dot_Dot);
    if (rest) reading.report("TACET035", rest.range, "a rest takes all that is left", "write it last");
    const part = parsePart(reading, tn);
    if (!part) return null;
    if (isRest) rest = part;
    else elements.push(part);
    if (!tn.skip(Token.Comma) && tn.peek() != Token.CloseBracket) return expected(reading, tn, "]");
  }
  return { form: "array", elements, rest, range: tn.range(startPos, tn.pos) };
}

function parseObjectPattern(reading: Reading, tn: Tokenizer): ObjectPattern | null {
  const startPos = tn.tokenPos;
  const properties: { name: IdentifierExpression; part: PatternPart }[] = [];
  while (!tn.skip(Token.CloseBrace)) {
    const isRest = tn.skip(Token.Dot_Dot_Dot);
    const isComputed = !isRest && tn.skip(Token.OpenBracket);
    if (isRest || isComputed) {
      const [cause, next] = isRest
        ? ["an object has the fields of its class, and none are left over", "name the fields you need"]
        : ["a field is found by its name when the program is compiled", "write the name of the field"];
      reading.report("TACET035", tn.range(), cause, next);
      return null;
    }
    const property = parseProperty(reading, tn);
    if (!property) return null;
    properties.push(property);
    if (!tn.skip(Token.Comma) && tn.peek() != Token.CloseBrace) return expected(reading, tn, "}");
  }
  return { form: "object", properties, range: tn.range(startPos, tn.pos) };
}

function parseProperty(reading: Reading, tn: Tokenizer): { name: IdentifierExpression; part: PatternPart } | null {
  // `{ x`, `{ x = 1` bind a name; before a colon any word is a key.
  const isName = tn.skipIdentifier();
  if (!isName && !tn.skipIdentifier(IdentifierHandling.Always)) return expected(reading, tn, "}");
  const name = Node.createIdentifierExpression(tn.readIdentifier(), tn.range());
  if (tn.skip(Token.Colon)) {
    const part = parsePart(reading, tn);
    return part && { name, part: { ...part, range: Range.join(name.range, part.range) } };
  }
  if (!isName) return expected(reading, tn, ":");
  const part = withDefault(reading, tn, name, name.range);
  return part && { name, part };
}

function parsePart(reading: Reading, tn: Tokenizer): PatternPart | null {
  const inner = parsePattern(reading, tn);
  if (inner == "broken") return null;
  if (inner) return withDefault(reading, tn, inner, inner.range);
  if (!tn.skipIdentifier()) {
    tn.next();
    reading.report("TACET035", tn.range(), "there is no name here", "write the name of a variable");
    return null;
  }
  const name = Node.createIdentifierExpression(tn.readIdentifier(), tn.range());
  return withDefault(reading, tn, name, name.range);
}

function withDefault(reading: Reading, tn: Tokenizer, target: Pattern | Expression, range: Range): PatternPart | null {
  if (!tn.skip(Token.Equals)) return { target, fallback: null, range };
  const fallback = reading.parser.parseExpression(tn, Precedence.Comma + 1);
  return fallback && { target, fallback, range: Range.join(range, fallback.range) };
}

function expected(reading: Reading, tn: Tokenizer, closing: string): null {
  reading.report("TACET035", tn.range(tn.pos), `'${closing}' is missing`, `write ',' or '${closing}'`);
  return null;
}
