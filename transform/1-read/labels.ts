// Labels: `name: for …` -> the loop or switch, whose body says its name first; `break name` and `continue name` are asc's own nodes.
//
//   outer: for (const x of xs) {             for (const x of xs) {
//     for (const y of ys) {                    (outer)             a name, of no effect
//       if (a) continue outer;         ->      for (const y of ys) {
//     }                                          if (a) continue outer;
//   }                                          }
//                                            }
//
// What they branch to is known where the body is compiled (2-desugar/labels.ts).

import {
  Node, NodeKind, Token,
  type BlockStatement, type DoStatement, type ExpressionStatement, type ForOfStatement, type ForStatement, type IdentifierExpression,
  type Statement, type StringLiteralExpression, type SwitchStatement, type Tokenizer, type UnaryPrefixExpression, type WhileStatement,
} from "assemblyscript";
import { overrideMethod } from "./override.js";
import type { Reading } from "./reading.js";

/** What labels stand before. */
const LABELLED: ReadonlySet<Token> = new Set([Token.For, Token.While, Token.Do, Token.Switch]);

/** Overrides what parses statements. */
export function readLabels({ parser }: Reading): void {
  overrideMethod(parser, "parseStatement", original => (tn, topLevel) => {
    const labels = labelsAt(tn);
    const statement = labels.length ? parser.parseStatement(tn, topLevel) : original(tn, topLevel);
    if (statement) for (const label of labels) name(statement, label);
    return statement;
  });
}

/** Reads labels; where they stand before something else, nothing is read. */
function labelsAt(tn: Tokenizer): IdentifierExpression[] {
  const labels: IdentifierExpression[] = [];
  if (tn.peek() != Token.Identifier) return labels;
  const state = tn.mark();
  while (tn.skip(Token.Identifier)) {
    labels.push(Node.createIdentifierExpression(tn.readIdentifier(), tn.range()));
    if (!tn.skip(Token.Colon)) break;
    if (LABELLED.has(tn.peek())) return labels;
  }
  tn.reset(state);
  return [];
}

/** `s` gets that name: UnaryPrefixExpression(Token.For, "name"), Token.Switch in the cases of one. No other expression has that prefix. */
function name(s: Statement, { text, range }: IdentifierExpression): void {
  const isSwitch = s.kind == NodeKind.Switch;
  const named = (): Statement => Node.createExpressionStatement(
    Node.createUnaryPrefixExpression(isSwitch ? Token.Switch : Token.For, Node.createStringLiteralExpression(text, range), range));
  if (isSwitch) {
    for (const { statements } of (s as SwitchStatement).cases) statements.unshift(named());
    return;
  }
  const loop = s as ForStatement | ForOfStatement | WhileStatement | DoStatement;
  const { body } = loop;
  const statements = body.kind == NodeKind.Block ? (body as BlockStatement).statements : [body];
  loop.body = Node.createBlockStatement([named(), ...statements], body.range);
}

/** What a statement says of the loop or switch around it: its name; null of others. */
export function nameIn({ expression }: ExpressionStatement): { readonly name: string; readonly isSwitch: boolean } | null {
  if (expression.kind != NodeKind.UnaryPrefix) return null;
  const { operator, operand } = expression as UnaryPrefixExpression;
  if (operator != Token.For && operator != Token.Switch) return null;
  return { name: (operand as StringLiteralExpression).value, isSwitch: operator == Token.Switch };
}
