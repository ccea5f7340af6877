// Making statements of one function's normal form.

import { TypeRef, type Module } from "assemblyscript";
import type { AsyncFunction, Stmt } from "./norm.js";
import { raw, type Expr, type Type } from "./raw.js";

export class Statements {
  constructor(readonly m: Module, readonly fn: AsyncFunction) {}

  /** A new local. */
  temp(type: Type): number {
    return this.fn.locals.push(type) - 1;
  }

  /** A new local for a value of which `managed` says whether it is a reference a collector must see. */
  keeper(type: Type, managed: boolean): number {
    const local = this.temp(type);
    if (managed) this.fn.managed.add(local);
    return local;
  }

  get(local: number): Expr {
    return this.m.local_get(local, this.fn.locals[local]);
  }

  set(local: number, value: Expr): Stmt {
    const kept = this.m.useShadowStack && this.fn.managed.has(local) ? this.m.tostack(value) : value;
    return this.code(raw._BinaryenLocalSet(this.m.ref, local, kept));
  }

  code(expr: Expr): Stmt {
    return { kind: "code", expr };
  }

  /** A call without a value. */
  do(target: string, ...args: Expr[]): Stmt {
    return this.code(this.m.call(target, args, TypeRef.None));
  }

  /** A call that gives an i32. */
  call(target: string, ...args: Expr[]): Expr {
    return this.m.call(target, args, TypeRef.I32);
  }

  if(cond: Expr, then: Stmt[], otherwise: Stmt[] = []): Stmt {
    return { kind: "if", cond, then, else: otherwise };
  }

  block(label: string, body: Stmt[], pad = false): Stmt {
    return { kind: "block", label, body, pad };
  }

  br(label: string, cond: Expr = 0): Stmt {
    return { kind: "br", label, cond };
  }

  /** Awaits a call without a value. */
  await(callee: string, args: Expr[], origin: Expr): Stmt {
    return { kind: "await", site: { kind: "call", callee, args, result: -1, type: TypeRef.None, origin } };
  }

  /** Suspends the task itself until it is woken; `result` takes whether a cancel did. */
  park(kind: "park" | "parkOrCancel", origin: Expr, result = -1): Stmt {
    return { kind: "await", site: { kind, callee: "", args: [], result, type: result < 0 ? TypeRef.None : TypeRef.I32, origin } };
  }
}
