// ~tacet/resume(frame), ~tacet/step(frame): br_table over the resume indices to direct calls, so that Binaryen can inline resume bodies.

import { BinaryOp, TypeRef, type Module } from "assemblyscript";
import { RESUME } from "./emit/context.js";
import type { HeaderForm } from "./frame.js";
import type { Expr } from "./raw.js";

/** Name of the dispatcher of tasks. */
export const DISPATCH = "~tacet/resume";

/** Name of the dispatcher of generators. */
export const STEP = "~tacet/step";

/** A dispatcher over functions that have a resume function, in index order; `first` is the first one's index. */
export function addDispatch(m: Module, form: HeaderForm, dispatcher: string, names: readonly string[], first: number): void {
  const frame = (): Expr => m.local_get(0, TypeRef.I32);
  const call = (name: string): Expr => m.call(name + RESUME, [frame()], TypeRef.I32);
  let body: Expr;
  if (names.length == 0) body = m.unreachable();
  else if (names.length == 1) body = call(names[0]);
  else {
    const header = m.load(2, false, frame(), TypeRef.I32, 0, 2);
    const ofAll = form.wide ? header : m.binary(BinaryOp.AndI32, header, m.i32((1 << form.indexBits) - 1));
    const index = first ? m.binary(BinaryOp.SubI32, ofAll, m.i32(first)) : ofAll;
    const labels = names.map((_, i) => `~${i}`);
    let block = m.block(labels[0], [m.switch(labels, labels[labels.length - 1], index)]);
    names.forEach((name, i) => {
      const run = m.return(call(name));
      block = i + 1 < names.length ? m.block(labels[i + 1], [block, run]) : m.block(null, [block, run], TypeRef.I32);
    });
    body = block;
  }
  m.addFunction(dispatcher, TypeRef.I32, TypeRef.I32, null, body);
}
