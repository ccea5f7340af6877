// Generated functions around an async function F that start a task with it.
//
//   F~start(task, args)        a child in its owner's frame; F~start-waited: one that yields at once and is waited for
//   F~spawn(args, kind): task  a task in a slot of F's pool; 0 when all are in use
//   F~export(args): task       the host's call: F~spawn with kind HOST

import { BinaryOp, TypeRef, UnaryOp, createType, type Module } from "assemblyscript";
import { TaskFlag } from "../../host/abi.js";
import { GUARD, sizeOf, STARTED, TASK_FLAGS, WATCHED, type FrameForm } from "./frame.js";
import type { Form } from "./emit/bodies.js";
import type { Callee } from "./emit/context.js";
import type { AsyncFunction } from "./norm.js";
import type { Expr } from "./raw.js";
import type { TaskMemory } from "./statics.js";

export interface StartLibrary {
  readonly childBegin: string;
  readonly childSettle: string;
  readonly childYield: string;
  readonly poolTake: string;
  readonly startSettle: string;
  readonly startYield: string;
  readonly takePending: string;
  readonly scopeEnter: string;
  /** Name of the global with the address of the word that holds the running task. */
  readonly currentGlobal: string;
}

export interface StartContext {
  readonly module: Module;
  readonly form: FrameForm;
  readonly lib: StartLibrary;
  readonly memory: TaskMemory;
  /** Where a task's guard word stands behind its root frame; null without guards. */
  readonly guardAt: ((callee: string) => number) | null;
  callee(name: string): Callee;
  /** Whether anything looks at the word of the running task. */
  readonly usesRunningTask: boolean;
  /** Whether anything looks at the flags of a task. */
  readonly usesFlags: boolean;
  /** How the functions were emitted. */
  readonly forms: Map<string, Form>;
}

/** A pool's place in static memory: offsets in the block of tasks. */
export interface Pool {
  readonly callee: string;
  readonly slots: number;
  /** Of the Pool struct (assembly/pool.ts). */
  readonly head: number;
  /** Its bytes; 0: the one task starts once. */
  readonly headBytes: number;
  /** Of the first task. */
  readonly base: number;
  /** Bytes from one task to the next. */
  readonly slotBytes: number;
  readonly joinable: boolean;
  /** Whether scopes start tasks in it. */
  readonly scoped: boolean;
}

export const startName = (callee: string, waited = false): string => waited ? `${callee}~start-waited` : `${callee}~start`;
export const spawnName = (callee: string): string => `${callee}~spawn`;
export const exportName = (callee: string): string => `${callee}~export`;

/** The name of the function that `name` was made for: the forms of one are one to who reads it. */
export const sourceOf = (name: string): string => name.replace(/~(resume|start|start-waited|spawn|export)$/, "");

/** Flag of a task that a scope started. */
const SCOPED = TaskFlag.WAITED;
/** For a kind: the scope has no room (assembly/scope.ts). */
const FULL = 128;

function paramsOf(fn: AsyncFunction): number[] {
  return fn.locals.slice(1, fn.paramCount + 1);
}

/** Those that the source has. */
function ownParamsOf(fn: AsyncFunction): number[] {
  return fn.locals.slice(1, fn.paramCount + 1 - fn.depths.length);
}

/** F~start(task, args), F~start-waited(task, args) */
export function addStart(cx: StartContext, fn: AsyncFunction, waited = false): void {
  const { module: m, lib } = cx;
  const params = [TypeRef.I32, ...paramsOf(fn)];
  const owner = params.length;
  const task = (): Expr => m.local_get(0, TypeRef.I32);
  const prepared = [...distance(cx, fn, task()), ...guard(cx, fn, task())];
  const call = called(cx, fn, task, paramsOf(fn).map((type, i) => m.local_get(1 + i, type)));
  const yielded = (): Expr => m.call(lib.childYield, [task(), m.i32(waited ? WATCHED : STARTED)], TypeRef.None);
  const body = formOf(cx, fn).start == "yield" ? [...prepared, m.drop(call), yielded()] : [
    m.local_set(owner, m.call(lib.childBegin, [task()], TypeRef.I32), false),
    ...prepared,
    ...run(cx, fn, task, call, owner + 1),
    m.call(lib.childSettle, [task(), m.local_get(owner, TypeRef.I32), m.local_get(owner + 1, TypeRef.I32)], TypeRef.None),
  ];
  m.addFunction(startName(fn.name, waited), createType(params), TypeRef.None, [TypeRef.I32, ...varsFor(cx, fn)], m.block(null, body));
}

/** F~spawn(args, kind): task */
export function addSpawn(cx: StartContext, fn: AsyncFunction, pool: Pool): void {
  const { module: m, lib } = cx;
  const params = [...ownParamsOf(fn), TypeRef.I32];
  const kind = params.length - 1;
  const task = params.length; // the first variable
  const owner = task + 1;
  const getTask = (): Expr => m.local_get(task, TypeRef.I32);
  const current = (): Expr => m.global_get(lib.currentGlobal, TypeRef.I32);
  const flags = m.binary(BinaryOp.OrI32, m.local_get(kind, TypeRef.I32), m.i32(TaskFlag.SCHEDULED));
  const body = [
    ...pool.headBytes ? takeSlot(cx, pool, task) : takeOnly(cx, pool, task),
    ...cx.usesFlags ? [m.store(1, getTask(), flags, TypeRef.I32, TASK_FLAGS, 1)] : [],
    ...distance(cx, fn, getTask()),
  ];
  if (pool.scoped) {
    const isOf = (flag: number): Expr => m.binary(BinaryOp.AndI32, m.local_get(kind, TypeRef.I32), m.i32(flag));
    body.unshift(m.if(isOf(FULL), m.return(m.i32(0))));
    body.push(m.if(isOf(SCOPED), m.call(lib.scopeEnter, [getTask()], TypeRef.None)));
  }
  body.push(...guard(cx, fn, getTask()));
  const call = called(cx, fn, getTask, [...ownParamsOf(fn).map((type, i) => m.local_get(i, type)), ...fn.depths.map(n => m.i32(n))]);
  if (formOf(cx, fn).start == "yield") body.push(m.drop(call), m.call(lib.startYield, [getTask()], TypeRef.None));
  else {
    if (cx.usesRunningTask) {
      body.push(
        m.local_set(owner, m.load(4, false, current(), TypeRef.I32), false),
        m.store(4, current(), getTask(), TypeRef.I32),
      );
    }
    body.push(
      ...run(cx, fn, getTask, call, owner + 1),
      m.call(lib.startSettle, [getTask(), m.local_get(owner, TypeRef.I32), m.local_get(owner + 1, TypeRef.I32)], TypeRef.None),
    );
  }
  body.push(getTask());
  const vars = [TypeRef.I32, TypeRef.I32, ...varsFor(cx, fn)];
  m.addFunction(spawnName(fn.name), createType(params), TypeRef.I32, vars, m.block(null, body, TypeRef.I32));
}

/** A free slot of `pool` to the local `task`; 0 is the result where there is none. */
function takeSlot({ module: m, lib, memory }: StartContext, { head, base, slotBytes, slots }: Pool, task: number): Expr[] {
  const slot = m.call(lib.poolTake, [memory.at(head), memory.at(base), m.i32(slotBytes), m.i32(slotBytes * slots)], TypeRef.I32);
  return [m.if(m.unary(UnaryOp.EqzI32, m.local_tee(task, slot, false, TypeRef.I32)), m.return(m.i32(0)))];
}

/** The one slot of `pool` to the local `task`; a task that was started has flags to its end and beyond, or, without any, never ends and has a state. */
function takeOnly({ module: m, memory, form, usesFlags }: StartContext, { base }: Pool, task: number): Expr[] {
  const started = usesFlags ? m.load(1, false, memory.at(base), TypeRef.I32, TASK_FLAGS, 1) : m.load(4, false, memory.at(base), TypeRef.I32, form.taskBytes, 4);
  return [
    m.if(started, m.return(m.i32(0))),
    m.local_set(task, memory.at(base), false),
  ];
}

/** F~export(args): task */
export function addExport(cx: StartContext, fn: AsyncFunction): void {
  const { module: m } = cx;
  const params = ownParamsOf(fn);
  const args = params.map((type, i) => m.local_get(i, type));
  m.addFunction(exportName(fn.name), createType(params), TypeRef.I32, null,
    m.call(spawnName(fn.name), [...args, m.i32(TaskFlag.HOST)], TypeRef.I32));
}

function formOf(cx: StartContext, fn: AsyncFunction): Form {
  return cx.forms.get(fn.name)!;
}

/** The status, then the result where the call returns it. */
function varsFor(cx: StartContext, fn: AsyncFunction): number[] {
  return returnsStatus(cx, fn) || fn.result == TypeRef.None ? [TypeRef.I32] : [TypeRef.I32, fn.result];
}

function called(cx: StartContext, fn: AsyncFunction, task: () => Expr, args: Expr[]): Expr {
  const { module: m } = cx;
  if (cx.callee(fn.name).takesFrame) args.unshift(m.binary(BinaryOp.AddI32, task(), m.i32(cx.form.taskBytes)));
  return m.call(fn.name, args, returnsStatus(cx, fn) ? TypeRef.I32 : fn.result);
}

/** Does `call`: its status goes to the local `status`, its result to the frame. */
function run(cx: StartContext, fn: AsyncFunction, task: () => Expr, call: Expr, status: number): Expr[] {
  const { module: m } = cx;
  if (returnsStatus(cx, fn)) return [m.local_set(status, call, false)];
  const taken = (): Expr => m.local_set(status, m.call(cx.lib.takePending, [], TypeRef.I32), false);
  if (fn.result == TypeRef.None) return [call, taken()];
  const result = status + 1;
  return [
    m.local_set(result, call, false),
    taken(),
    m.if(m.unary(UnaryOp.EqzI32, m.local_get(status, TypeRef.I32)), storeResult(cx, fn, task(), m.local_get(result, fn.result))),
  ];
}

function returnsStatus(cx: StartContext, fn: AsyncFunction): boolean {
  return formOf(cx, fn).start != "result";
}

/** The root frame has no caller: distance 0. A narrow header has it in the word that a root's own stores write. */
function distance(cx: StartContext, fn: AsyncFunction, task: Expr): Expr[] {
  const { module: m } = cx;
  if (cx.form.wide) return [m.store(4, task, m.i32(0), TypeRef.I32, cx.form.taskBytes + 4, 4)];
  return formOf(cx, fn).isRoot ? [] : [m.store(4, task, m.i32(0), TypeRef.I32, cx.form.taskBytes, 4)];
}

/** Writes the guard word behind the task's stack; the root function's resume checks it. */
function guard(cx: StartContext, fn: AsyncFunction, task: Expr): Expr[] {
  if (!cx.guardAt) return [];
  return [cx.module.store(4, task, cx.module.i32(GUARD), TypeRef.I32, cx.form.taskBytes + cx.guardAt(fn.name), 4)];
}

function storeResult(cx: StartContext, fn: AsyncFunction, task: Expr, value: Expr): Expr {
  return cx.module.store(sizeOf(fn.result), task, value, fn.result, cx.form.taskBytes + cx.form.bytes, 4);
}
