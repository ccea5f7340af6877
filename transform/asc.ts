// The parts of asc that are not public and that we rely on: their types, and a check that they are there.
//
// asc has no stable interface for what Tacet does; its classes are exported and their private methods are ordinary
// JavaScript methods. So: the version is pinned (ASC_VERSION), every member that some phase overrides or calls stands in
// ASC_INTERNALS, and `checkAsc` refuses anything else with one clear message, before any of it is touched.
// Whoever patches another member adds it here.

import { createRequire } from "node:module";
import * as installedAsc from "assemblyscript";
import { libraryFiles } from "assemblyscript/asc";
import {
  Program, type ArrowKind, type Expression, type FunctionExpression, type IdentifierExpression, type IdentifierHandling,
  type NamedTypeNode, type ParameterNode, type Parser, type Range, type Token, type Tokenizer,
} from "assemblyscript";
import { report } from "./errors.js";

/** The version Tacet is tested with. Other patch releases of it are accepted as long as nothing of ASC_INTERNALS is missing. */
export const ASC_VERSION = "0.28.20";

/** Members we override or call, by class; all of them sit on the class's prototype. */
export const ASC_INTERNALS: Readonly<Record<string, readonly string[]>> = {
  Parser: [
    "parseFile", "parseTopLevelStatement", "parseDecorator", "parseFunction", "parseFunctionExpression", "parseFunctionExpressionCommon",
    "parseParameters", "parseParameter", "parseClassMember", "parseStatement", "parseExpressionStatement", "parseVariable",
    "parseVariableDeclaration", "parseForStatement", "parseForOfStatement", "parseTryStatement", "parseThrowStatement", "parseType", "parseExpression", "parseExpressionStart", "maybeParseCallExpression",
  ],
  Tokenizer: ["unsafeNext", "next", "peek", "peekOnNewLine", "skip", "mark", "discard", "reset", "clearNextToken", "range", "readIdentifier", "readString", "readInteger", "readFloat"],
  Compiler: [
    "compile", "compileFunction", "compileGlobal", "compileFunctionBody", "compileUnaryPrefixExpression", "compileReturnStatement",
    "compileStatements", "compileTryStatement", "compileThrowStatement", "compileCallExpression", "compileNewExpression", "compileForOfStatement", "compileCallDirect", "compileCallIndirect", "compileExpressionStatement", "initDummyMemory", "initDefaultMemory", "initDefaultTable",
    "compileForStatement", "compileInstanceOfExpression", "compileBreakStatement", "compileContinueStatement", "compileVariableStatement", "compileBinaryExpression", "compileUnaryPostfixExpression", "compileExpression", "makeIsTrueish", "compileFunctionExpression", "compileIdentifierExpression", "ensureRuntimeFunction", "makeAssignment", "compileAssignment", "compileElementAccessExpression", "compilePropertyAccessExpression",
  ],
  DiagnosticEmitter: ["emitDiagnostic"],
  Resolver: ["inferGenericTypeArguments", "resolveFunction", "resolveType", "resolveUnaryPrefixExpression", "lookupUnaryPrefixExpression", "resolveCallExpression", "lookupCallExpression", "resolveFunctionExpression", "lookupThisExpression", "resolveElementAccessExpression", "lookupElementAccessExpression", "resolvePropertyAccessExpression", "lookupPropertyAccessExpression", "ensureResolvedLazyGlobal"],
  Flow: ["returnType", "lookup", "canOverflow", "unset", "lookupLocal", "inherit", "inheritNonnullIfTrue"],
  Function: ["addDebugInfo"],
  Module: ["optimize"],
};

/** Files of asc's own library, not of other packages. */
const STANDARD = /^~lib\/(rt|util|bindings|shared)\/|^~lib\/[^/]+$/;

/** Whether that is in asc's own library. */
export function isStandard(range: Range): boolean {
  return STANDARD.test(range.source.internalPath);
}

/** Texts of asc's own library by path, as they came: asc adds files of `--lib` to its object. */
const STANDARD_TEXTS: ReadonlyMap<string, string> = new Map(Object.entries(libraryFiles).map(([path, text]) => [`~lib/${path}.ts`, text]));

/** Whether that is a file of asc's own library, before it is parsed. */
export function isStandardFile(path: string, text: string): boolean {
  return STANDARD_TEXTS.get(path) === text;
}

/** asc's Parser with its private methods, for overriding on one instance. */
export type ParserInternals = Pick<Parser, keyof Parser> & {
  parseFunctionExpressionCommon(
    tn: Tokenizer, name: IdentifierExpression, parameters: ParameterNode[], explicitThis: NamedTypeNode | null,
    arrowKind: ArrowKind, startPos?: number, signatureStart?: number,
  ): FunctionExpression | null;
  maybeParseCallExpression(tn: Tokenizer, expression: Expression, potentiallyGeneric?: boolean): Expression;
};

/** asc's Tokenizer with its private methods, for overriding on one instance. */
export type TokenizerInternals = Pick<Tokenizer, keyof Tokenizer> & {
  unsafeNext(identifierHandling?: IdentifierHandling, maxTokenLength?: number): Token;
};

/**
 * Whether the asc that runs us is one we can extend; reports TACET090 on `program` if not, and lets nothing be read then: of sources with
 * `async`, our library's among them, asc alone has a hundred things to say.
 * Call it before anything else of Tacet touches `program`.
 */
export function checkAsc(program: Program): boolean {
  const version = (createRequire(import.meta.url)("assemblyscript/package.json") as { version: string }).version;
  const problems = findAscProblems(version, installedAsc as unknown as Readonly<Record<string, unknown>>);
  if (!(program instanceof Program)) problems.push("the asc that runs is another copy than the one Tacet finds (two installations of assemblyscript)");
  if (!problems.length) return true;
  report(program, "TACET090", null, problems.join(", "), ASC_VERSION);
  Object.assign(program.parser, { parseFile: () => {} });
  return false;
}

/** What is wrong with an asc of this version and these exports, one phrase each; empty if we can use it. */
export function findAscProblems(version: string, asc: Readonly<Record<string, unknown>>): string[] {
  const problems: string[] = [];
  const series = ASC_VERSION.slice(0, ASC_VERSION.lastIndexOf(".") + 1);
  if (!version.startsWith(series)) problems.push(`version ${version} is not ${series}x`);
  for (const [className, members] of Object.entries(ASC_INTERNALS)) {
    const prototype = (asc[className] as { prototype?: object } | undefined)?.prototype;
    if (!prototype) {
      problems.push(`version ${version} has no class ${className}`);
      continue;
    }
    for (const member of members) {
      if (!(member in prototype)) problems.push(`version ${version} has no ${className}.${member}`);
    }
  }
  return problems;
}
