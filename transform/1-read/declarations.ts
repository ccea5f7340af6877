// Declarations: async functions and methods -> asc's declarations with the mark `~async`.
//
//   async function f(): Promise<i32> {…}     FunctionDeclaration, decorators [~async]
//   @d static async m(): Promise<i32> {…}    MethodDeclaration, decorators [~async, @d]
//
// The range of a declaration starts at its first decorator or modifier, as asc's own does: `async` included.

import {
  CommonFlags, NodeKind, type ClassDeclaration, type DeclarationStatement, type DecoratorNode, type Node, type Range,
} from "assemblyscript";
import type { Modifiers } from "./headers.js";
import { ASYNC_MARK, createMark } from "./marks.js";
import { overrideMethod } from "./override.js";
import type { Reader } from "./reader.js";
import type { Scope } from "./scopes.js";

/** Overrides what parses function declarations and class members. */
export function readDeclarations(reader: Reader): void {
  const { parser, headers, scopes } = reader;

  overrideMethod(parser, "parseTopLevelStatement", original => (tn, namespace) => {
    reader.tokens(tn); // the first time: from here on asc reads through our view
    return headers.parseWith(tn, () => headers.scanFunction(tn), () => original(tn, namespace));
  });

  overrideMethod(parser, "parseFunction", original => (tn, flags, decorators, startPos) => {
    const { asyncKeyword } = headers.modifiersOfFunction(tn);
    const scope: Scope = { kind: "function", isAsync: asyncKeyword != null, awaitsBody: false };
    return scopes.within(scope, () => original(
      tn, flags,
      asyncKeyword ? withMark(decorators, asyncKeyword) : decorators,
      asyncKeyword ? Math.min(startPos, asyncKeyword.start) : startPos,
    ));
  });

  overrideMethod(parser, "parseClassMember", original => (tn, parent) => {
    const scope: Scope = { kind: "member", isAsync: false, awaitsBody: false };
    const modifiers: Modifiers = { asyncKeyword: null };
    const scan = (): void => {
      headers.scanMember(tn, modifiers);
      scope.isAsync = modifiers.asyncKeyword != null;
    };
    const member = scopes.within(scope, () => headers.parseWith(tn, scan, () => original(tn, parent)));
    if (member && modifiers.asyncKeyword) finishMember(reader, member as DeclarationStatement, parent, modifiers.asyncKeyword);
    return member;
  });
}

/** Marks an async method, or says why it can't be async. */
function finishMember(reader: Reader, member: DeclarationStatement, parent: ClassDeclaration, asyncKeyword: Range): void {
  member.range.start = Math.min(member.range.start, asyncKeyword.start);
  if (refuseAsync(reader, member, parent, asyncKeyword)) return;
  member.decorators = withMark(member.decorators, asyncKeyword);
}

function refuseAsync(reader: Reader, member: DeclarationStatement, parent: Node, asyncKeyword: Range): boolean {
  const name = member.name.text;
  if (member.kind == NodeKind.FieldDeclaration) reader.report("TACET006", asyncKeyword, name);
  else if (member.is(CommonFlags.Constructor)) reader.report("TACET003", asyncKeyword);
  else if (member.is(CommonFlags.Get)) reader.report("TACET004", asyncKeyword);
  else if (member.is(CommonFlags.Set)) reader.report("TACET005", asyncKeyword);
  else if (parent.kind == NodeKind.InterfaceDeclaration || member.is(CommonFlags.Abstract)) reader.report("TACET007", asyncKeyword, name);
  else return false;
  return true;
}

function withMark(decorators: readonly DecoratorNode[] | null, asyncKeyword: Range): DecoratorNode[] {
  return [createMark(ASYNC_MARK, asyncKeyword), ...decorators ?? []];
}
