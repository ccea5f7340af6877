// Function values of async type: a call through one -> a call of a dispatcher over the functions it may be.
//
//   await f(x)      (call $~tacet/value|0 x f)      f: a value of type (x: i32) => Promise<i32>
//
// asc calls a value through the table, where a frame can't be handed over. The dispatcher (3-lower/values.ts) is one for each
// signature, so that a call through a value is an ordinary call of an async function from here on.

import { ExpressionId, TypeRef, type Module, type Signature } from "assemblyscript";
import { operandsOf } from "../3-lower/nodes.js";
import { raw, type Expr } from "../3-lower/raw.js";
import { VALUE } from "./markers.js";

/** The signatures of async function values that the program calls. */
export class FunctionValues {
  private readonly called: Signature[] = [];

  /** Turns asc's indirect call (`expr`, or the last of a block) into a call of the dispatcher for `signature`. */
  mark(module: Module, signature: Signature, expr: Expr): Expr {
    if (raw._BinaryenExpressionGetId(expr) == ExpressionId.Block) {
      const last = raw._BinaryenBlockGetNumChildren(expr) - 1;
      raw._BinaryenBlockSetChildAt(expr, last, this.mark(module, signature, raw._BinaryenBlockGetChildAt(expr, last)));
      return expr;
    }
    if (raw._BinaryenExpressionGetId(expr) != ExpressionId.CallIndirect) return expr; // refused by asc
    const operands = operandsOf(expr);
    const index = operands.pop()!; // which asc loads from the value
    return module.call(this.nameOf(signature), [...operands, raw._BinaryenLoadGetPtr(index)], TypeRef.I32);
  }

  /** Name of the dispatcher for `signature`. */
  nameOf(signature: Signature): string {
    const known = this.called.indexOf(signature);
    return VALUE + (known < 0 ? this.called.push(signature) - 1 : known);
  }

  /** The signature that the dispatcher `target` serves; null for other functions. */
  signatureOf(target: string): Signature | null {
    return target.startsWith(VALUE) ? this.called[Number(target.slice(VALUE.length))] : null;
  }

  get signatures(): readonly Signature[] {
    return this.called;
  }
}
