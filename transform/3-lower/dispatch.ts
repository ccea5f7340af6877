// ~tacet/resume(frame), ~tacet/step(frame), ~tacet/step-async(frame): the frame's resume index -> br_table to direct calls, so that Binaryen can inline
// resume bodies.
//
//   two bodies   return F~resume(frame)                    its status
//   one that returns its status    return F(frame | 1, zeros)
//   one body     r = F(frame | 1, zeros); br end of type   bit 0: continue where the header says
//                end of type: pending == 0 ? store(frame + 4, r); br end     once for each type of result; void goes to the end at once
//                end: status = pending, pending = 0, return status

import { BinaryOp, TypeRef, UnaryOp, createType, type Module } from "assemblyscript";
import type { Form } from "./emit/bodies.js";
import { RESUME } from "./emit/context.js";
import { sizeOf, type HeaderForm } from "./frame.js";
import type { StatusWord } from "./landing.js";
import type { AsyncFunction } from "./norm.js";
import { raw, type Expr, type Type } from "./raw.js";
import { zero } from "./zero.js";

/** Name of the dispatcher of tasks. */
export const DISPATCH = "~tacet/resume";

/** Name of the dispatcher of generators. */
export const STEP = "~tacet/step";

/** Name of the dispatcher of async generators, for who awaits a step; that of tasks has them as well. */
export const STEP_ASYNC = "~tacet/step-async";

/** A function that can be resumed. */
export interface Resumable {
  readonly fn: AsyncFunction;
  readonly form: Form;
}

export interface DispatchContext {
  readonly module: Module;
  readonly form: HeaderForm;
  readonly status: StatusWord;
}

const FRAME = 0;
const STATUS = 1;
const END = "~end";

/** Adds the dispatchers of tasks, of async generators and of generators, which stand in that order in `resumables`. */
export function addDispatchers(
  cx: DispatchContext, resumables: readonly Resumable[], uses: { readonly step: boolean; readonly stepAsync: boolean },
): void {
  const tasks = resumables.filter(({ fn }) => fn.item?.isAsync ?? true);
  const asyncs = tasks.filter(({ fn }) => fn.item);
  addDispatch(cx, DISPATCH, tasks, 0);
  // The library may call the others even where every generator was expanded in place.
  if (uses.stepAsync) addDispatch(cx, STEP_ASYNC, asyncs, tasks.length - asyncs.length);
  if (uses.step || resumables.length > tasks.length) addDispatch(cx, STEP, resumables.slice(tasks.length), tasks.length);
}

/** Adds a dispatcher over `resumables`, which stand in the order of their indices; `first` is the first one's index. */
function addDispatch(cx: DispatchContext, dispatcher: string, resumables: readonly Resumable[], first: number): void {
  const { module: m, form } = cx;
  const frame = (): Expr => m.local_get(FRAME, TypeRef.I32);
  const types = [...new Set(resumables.filter(r => r.form.isMerged && r.form.start == "result").map(r => r.fn.result))];
  const locals = types.filter(type => type != TypeRef.None);
  const resultLocal = (type: Type): number => STATUS + 1 + locals.indexOf(type);

  const resume = ({ fn, form: { isMerged, start } }: Resumable): Expr => {
    if (!isMerged) return m.return(m.call(fn.name + RESUME, [frame()], TypeRef.I32));
    const zeros = fn.locals.slice(1, fn.paramCount + 1).map(type => zero(m, type));
    const args = [m.binary(BinaryOp.OrI32, frame(), m.i32(1)), ...zeros];
    if (start != "result") return m.return(m.call(fn.name, args, TypeRef.I32));
    const call = m.call(fn.name, args, fn.result);
    const value = fn.result == TypeRef.None ? call : m.local_set(resultLocal(fn.result), call, false);
    return m.block(null, [value, m.br(endOf(fn.result))], TypeRef.Unreachable);
  };

  let body: Expr;
  if (resumables.length == 0) body = m.unreachable();
  else if (resumables.length == 1) body = resume(resumables[0]);
  else {
    const header = m.load(2, false, frame(), TypeRef.I32, 0, 2);
    const ofAll = form.wide ? header : m.binary(BinaryOp.AndI32, header, m.i32((1 << form.indexBits) - 1));
    const index = first ? m.binary(BinaryOp.SubI32, ofAll, m.i32(first)) : ofAll;
    const labels = resumables.map((_, i) => `~${i}`);
    body = m.block(labels[0], [m.switch(labels, labels[labels.length - 1], index)]);
    resumables.forEach((r, i) => {
      // Appended, so that Binaryen does not search the blocks inside for branches to this one, which are in the innermost.
      body = m.block(labels[i + 1] ?? null, [body]);
      raw._BinaryenBlockAppendChild(body, resume(r));
    });
  }
  for (const type of locals) {
    body = m.block(endOf(type), [body]);
    const keep = m.store(sizeOf(type), frame(), m.local_get(resultLocal(type), type), type, form.bytes, 4);
    body = m.block(null, [body, m.if(m.unary(UnaryOp.EqzI32, cx.status.getPending()), keep), m.br(END)]);
  }
  const out = [m.block(END, [body])];
  if (types.length) {
    out.push(
      m.local_set(STATUS, cx.status.getPending(), false), cx.status.setPending(m.i32(0)),
      m.return(m.local_get(STATUS, TypeRef.I32)),
    );
  } else out.push(m.unreachable());
  m.addFunction(dispatcher, createType([TypeRef.I32]), TypeRef.I32, [TypeRef.I32, ...locals], m.block(null, out, TypeRef.I32));
}

/** The label where bodies of that result go on. Where there is none nothing is kept: the frame has no room for it. */
function endOf(type: Type): string {
  return type == TypeRef.None ? END : `${END}${type}`;
}
