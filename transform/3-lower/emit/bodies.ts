// An async function -> the wasm functions it becomes: F (straight.ts), and F~resume (resume.ts) where it can suspend with a frame of its own.

import { TypeRef, createType } from "assemblyscript";
import { addPlain, dropFrameLocal } from "../locals.js";
import type { Expr } from "../raw.js";
import { RESUME, type EmitContext, type Lowered } from "./context.js";
import { emitResume } from "./resume.js";
import { emitStraight } from "./straight.js";

export interface BodyContext extends EmitContext {
  /** Called for each function made. */
  added(ref: number, body: Expr): void;
}

/** Adds the functions of `lo`, an async function or a generator. It uses up the normal form's expressions. */
export function addBodies(cx: BodyContext, lo: Lowered): void {
  const { module: m } = cx;
  const { fn } = lo;
  const add = (name: string, params: readonly number[], result: number, vars: readonly number[], body: Expr): void => {
    cx.added(m.addFunction(name, createType([...params]), result, [...vars], body), body);
  };
  if (lo.index >= 0) {
    add(fn.name + RESUME, [TypeRef.I32], TypeRef.I32, [...fn.locals.slice(1), TypeRef.I32], emitResume(cx, lo, fn.locals.length));
  }
  const body = emitStraight(cx, lo);
  if (!lo.takesFrame) dropFrameLocal(body);
  add(fn.name, fn.locals.slice(lo.takesFrame ? 0 : 1, fn.paramCount + 1), fn.result, fn.locals.slice(fn.paramCount + 1), body);
}

/** Adds a plain function whose generators lie at `place`. */
export function addPlainBody(cx: BodyContext, lo: Lowered, place: number): void {
  const body = emitStraight(cx, lo);
  cx.added(addPlain(cx.module, lo.fn, body, place), body);
}
