// Marks: what the source said and asc's AST has no field for -> custom decorators on the declaration.
//
// A mark is a DecoratorNode whose name starts with "~", which no source can write; asc ignores custom decorators and keeps
// them when it clones a declaration (it clones function expressions once a compilation). The mark's range is the keyword.

import {
  Node, NodeKind, type ClassDeclaration, type DeclarationStatement, type DecoratorNode, type IdentifierExpression,
  type NamespaceDeclaration, type Parser, type Range,
} from "assemblyscript";

/** On functions and methods: `async`. */
export const ASYNC_MARK = "~async";
/** On functions and methods: the `*` of a generator. */
const GENERATOR_MARK = "~generator";
/** On variables: `using`. */
export const USING_MARK = "~using";
/** On variables: `await using`, both keywords. */
export const AWAIT_USING_MARK = "~await using";

/** On arrows that the compiler makes async: what they give is a promise (2-desugar/arrows.ts). */
export const GIVES_MARK = "~gives";

/** On functions that the compiler makes: the promises they are given are theirs from then on (2-desugar/kept.ts). */
export const ADOPTS_MARK = "~adopts";

/** Whether the declaration is an async function, method, function expression or arrow. */
export function isAsync(declaration: DeclarationStatement): boolean {
  return markOf(declaration, ASYNC_MARK) != null;
}

/** Whether the declaration is a `function*` or a method `*m()`. */
export function isGenerator(declaration: DeclarationStatement): boolean {
  return markOf(declaration, GENERATOR_MARK) != null;
}

/** The mark's node (its range is the keyword in the source), or null. */
export function markOf(declaration: DeclarationStatement, mark: string): DecoratorNode | null {
  return declaration.decorators?.find(decorator => isNamed(decorator, mark)) ?? null;
}

/** Whether the decorator is that of the name, or mark. */
export function isNamed({ name }: DecoratorNode, mark: string): boolean {
  return name.kind == NodeKind.Identifier && (name as IdentifierExpression).text == mark;
}

/** The decorators of a function with the marks of its keywords in front. */
export function functionMarks(asyncKeyword: Range | null, star: Range | null, decorators: DecoratorNode[] | null): DecoratorNode[] | null {
  const marks: DecoratorNode[] = [];
  if (asyncKeyword) marks.push(createMark(ASYNC_MARK, asyncKeyword));
  if (star) marks.push(createMark(GENERATOR_MARK, star));
  return marks.length ? [...marks, ...decorators ?? []] : decorators;
}

/** A mark for the keyword at `range`. */
export function createMark(mark: string, range: Range): DecoratorNode {
  return Node.createDecorator(Node.createIdentifierExpression(mark, range), null, range);
}

/** Whether a source of the program declares an async function or a @host one. */
export function hasAsync(parser: Parser): boolean {
  return parser.sources.some(source => declares(source.statements, d => isAsync(d) || markOf(d, "host") != null));
}

/** Whether a source of the program declares a generator. */
export function hasGenerators(parser: Parser): boolean {
  return parser.sources.some(source => declares(source.statements, isGenerator));
}

function declares(statements: readonly Node[], isOne: (declaration: DeclarationStatement) => boolean): boolean {
  return statements.some(s => {
    switch (s.kind) {
      case NodeKind.FunctionDeclaration: case NodeKind.MethodDeclaration: return isOne(s as DeclarationStatement);
      case NodeKind.ClassDeclaration: case NodeKind.InterfaceDeclaration: case NodeKind.NamespaceDeclaration:
        return declares((s as ClassDeclaration | NamespaceDeclaration).members, isOne);
      default: return false;
    }
  });
}
