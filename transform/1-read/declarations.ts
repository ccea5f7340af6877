// Declarations: async functions and methods, and generators -> asc's declarations with the marks `~async` and `~generator`.
//
//   async function f(): Promise<i32> {…}     FunctionDeclaration, decorators [~async]
//   @d static async m(): Promise<i32> {…}    MethodDeclaration, decorators [~async, @d]
//
// The range of a declaration starts at its first decorator or modifier, as asc's own does: `async` included.

import { CommonFlags, NodeKind, type ClassDeclaration, type DeclarationStatement, type Node, type Statement } from "assemblyscript";
import { takeStar } from "./generators.js";
import { Headers, type Modifiers } from "./headers.js";
import { functionMarks } from "./marks.js";
import { overrideMethod } from "./override.js";
import type { Reading } from "./reading.js";
import type { Scope, Special } from "./scopes.js";
import { restoreSymbolName } from "./symbols.js";

/** The head of a member that can't be async, which is no longer than LONGEST. */
const SPECIAL = /^\s*(?:(?:public|private|protected|static|override)\s+)*(?:(constructor)\s*\(|(get|set)\s+[\w$]+\s*\()/;
const LONGEST = 200;

/** Overrides what parses function declarations and class members. */
export function readDeclarations(reading: Reading): void {
  const { parser, scopes } = reading;
  const headers = new Headers(reading);

  overrideMethod(parser, "parseTopLevelStatement", original => (tn, namespace) => {
    reading.tokens(tn); // the first time: from here on asc reads through our view
    const parse = (): Statement | null => headers.parseWith(tn, () => headers.scanFunction(tn), () => original(tn, namespace));
    return namespace ? scopes.within({ kind: "namespace", isAsync: false, isGenerator: false, awaitsBody: false }, parse) : parse();
  });

  overrideMethod(parser, "parseFunction", original => (tn, flags, decorators, startPos) => {
    const asyncKeyword = headers.asyncKeywordOf(tn);
    const star = takeStar(reading, tn);
    if (star && asyncKeyword) reading.requireForm("asyncGenerators", star);
    const scope: Scope = { kind: "function", isAsync: asyncKeyword != null, isGenerator: star != null, awaitsBody: false };
    return scopes.within(scope, () => original(
      tn, flags,
      functionMarks(asyncKeyword, star, decorators),
      asyncKeyword ? Math.min(startPos, asyncKeyword.start) : startPos,
    ));
  });

  overrideMethod(parser, "parseClassMember", original => (tn, parent) => {
    const scope: Scope = { kind: "member", isAsync: false, isGenerator: false, awaitsBody: false };
    const modifiers: Modifiers = { asyncKeyword: null, star: null, symbolName: null };
    const scan = (): void => {
      headers.scanMember(tn, modifiers);
      const special = SPECIAL.exec(tn.source.text.slice(tn.pos, tn.pos + LONGEST));
      scope.special = (special?.[1] ?? special?.[2]) as Special | undefined;
      scope.isAsync = modifiers.asyncKeyword != null;
      scope.isGenerator = modifiers.star != null;
    };
    const member = scopes.within(scope, () => headers.parseWith(tn, scan, () => original(tn, parent)));
    if (member && member.kind != NodeKind.IndexSignature) finishMember(reading, member as DeclarationStatement, parent, modifiers);
    return member;
  });
}

/** Puts what asc did not see back into the member: marks, name, start. */
function finishMember(reading: Reading, member: DeclarationStatement, parent: ClassDeclaration, modifiers: Modifiers): void {
  const { asyncKeyword, star, symbolName } = modifiers;
  if (symbolName) restoreSymbolName(member, symbolName);
  for (const range of [asyncKeyword, star, symbolName?.range]) {
    if (range) member.range.start = Math.min(member.range.start, range.start);
  }
  if (star && asyncKeyword) reading.requireForm("asyncGenerators", star);
  const isAsync = asyncKeyword != null && !refuseAsync(reading, member, parent, asyncKeyword);
  member.decorators = functionMarks(isAsync ? asyncKeyword : null, star, member.decorators);
}

/** Reports a member that can't be async. */
function refuseAsync(reading: Reading, member: DeclarationStatement, parent: Node, asyncKeyword: Node["range"]): boolean {
  const name = member.name.text;
  if (member.kind == NodeKind.FieldDeclaration) reading.report("TACET006", asyncKeyword, name);
  else if (member.is(CommonFlags.Constructor)) reading.report("TACET003", asyncKeyword);
  else if (member.is(CommonFlags.Get)) reading.report("TACET004", asyncKeyword);
  else if (member.is(CommonFlags.Set)) reading.report("TACET005", asyncKeyword);
  else if (parent.kind == NodeKind.InterfaceDeclaration || member.is(CommonFlags.Abstract)) reading.report("TACET007", asyncKeyword, name);
  else return false;
  return true;
}
