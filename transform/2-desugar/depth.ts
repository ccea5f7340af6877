// @depth(n): an async function that may call itself, n activations deep.
//
//   @depth(3)
//   async function f(x: i32): Promise<i32> {
//     if (~deeper) throw new RangeError("recursion of 'f' deeper than @depth(3)");      put in here
//     …
//
// What `~deeper` is, 3-lower/depth.ts knows: it counts, in a parameter that no source sees.

import { NodeKind, Type, TypeRef, type BlockStatement, type FunctionDeclaration, type Node, type Parser } from "assemblyscript";
import { isAsync, markOf } from "../1-read/marks.js";
import { eachChild, ownSources } from "../1-read/nodes.js";
import { report } from "../errors.js";
import { Build } from "./build.js";
import { DEEPER } from "./markers.js";

/** The decorator's name. */
export const DEPTH = "depth";
const MARK = /@\s*depth\b/;

/** Puts the check into each function with @depth. */
export function desugarDepth(parser: Parser): void {
  const visit = (node: Node): void => {
    if (node.kind == NodeKind.FunctionDeclaration || node.kind == NodeKind.MethodDeclaration) check(parser, node as FunctionDeclaration);
    eachChild(node, visit);
  };
  for (const source of ownSources(parser)) if (MARK.test(source.text)) source.statements.forEach(visit);
}

function check(parser: Parser, declaration: FunctionDeclaration): void {
  const mark = markOf(declaration, DEPTH);
  if (!mark) return;
  const { name, body } = declaration;
  if (!isAsync(declaration) || !body) {
    report(parser, "TACET088", mark.range, name.text, body ? "it is not async, so its activations have no frames of ours" : "it has no body that could call it");
    return;
  }
  const build = new Build(mark.range);
  const isDeeper = build.embed(compiler => {
    compiler.currentType = Type.bool;
    return compiler.module.call(DEEPER, null, TypeRef.I32);
  });
  const error = build.new("RangeError", [build.text(`recursion of '${name.text}' deeper than ${mark.range.toString()}`)]);
  (body as BlockStatement).statements.unshift(build.if(isDeeper, build.throw(error), null));
}
