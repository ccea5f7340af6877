// Zeroes: of a value type, and of frame storage: small areas by stores, others by memory.fill, or by a loop where the target lacks bulk memory
// (wasm3 and some WAMR builds; asc: `--disable bulk-memory`).

import { BinaryOp, Feature, TypeRef, createType, type Compiler, type Module } from "assemblyscript";
import { align } from "./frame.js";
import type { Expr, Type } from "./raw.js";

/** Up to here stores are faster than memory.fill, which is a call in V8. */
const STORED_BYTES_MAX = 64;

/** Name of the loop's function. */
const ZERO = "~tacet/zero";

/** Code that zeroes `bytes` at `address()`, rounded up to words: areas are 4-byte aligned. */
export function zeroArea(compiler: Compiler, address: () => Expr, bytes: number): Expr {
  const { module: m, options } = compiler;
  const words = align(bytes, 4);
  if (!options.shrinkLevelHint && words <= STORED_BYTES_MAX) return m.block(null, stores(m, address, words));
  if (options.hasFeature(Feature.BulkMemory)) return m.memory_fill(address(), m.i32(0), m.i32(bytes));
  if (!m.hasFunction(ZERO)) addZero(m);
  return m.call(ZERO, [address(), m.i32(words)], TypeRef.None);
}

function stores(m: Module, address: () => Expr, bytes: number): Expr[] {
  const out: Expr[] = [];
  let at = 0;
  for (; at + 8 <= bytes; at += 8) out.push(m.store(8, address(), m.i64(0, 0), TypeRef.I64, at, 4));
  if (at < bytes) out.push(m.store(4, address(), m.i32(0), TypeRef.I32, at, 4));
  return out;
}

/** ~tacet/zero(address, bytes): from the last word to the first. */
function addZero(m: Module): void {
  const bytes = (): Expr => m.local_get(1, TypeRef.I32);
  m.addFunction(ZERO, createType([TypeRef.I32, TypeRef.I32]), TypeRef.None, null, m.block("done", [
    m.loop("next", m.block(null, [
      m.br("done", m.binary(BinaryOp.EqI32, bytes(), m.i32(0))),
      m.local_set(1, m.binary(BinaryOp.SubI32, bytes(), m.i32(4)), false),
      m.store(4, m.binary(BinaryOp.AddI32, m.local_get(0, TypeRef.I32), bytes()), m.i32(0), TypeRef.I32),
      m.br("next"),
    ])),
  ]));
}

/** A zero of `type`; 0 for None. */
export function zero(m: Module, type: Type): Expr {
  switch (type) {
    case TypeRef.None: return 0;
    case TypeRef.I32: return m.i32(0);
    case TypeRef.I64: return m.i64(0, 0);
    case TypeRef.F32: return m.f32(0);
    case TypeRef.F64: return m.f64(0);
    case TypeRef.V128: return m.v128(new Uint8Array(16));
  }
  throw new Error(`no zero of type ${type}`);
}
