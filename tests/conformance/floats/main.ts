// Floating point, in software on most boards: rounding, conversions, NaN, infinities and the sign of zero.
import { sleep } from "tacet/assembly";
import { trace } from "../trace";

let zero: f64 = 0;
let half: f32 = 0.5;

function bits(label: string, value: f64): void {
  trace(label, value != value ? -1 : reinterpret<i64>(value));
}

export async function main(): Promise<void> {
  await sleep(1);
  bits("third", 1 / (3 + zero));
  bits("sqrt", Math.sqrt(2 + zero));
  bits("floor", Math.floor(-1.5 + zero));
  bits("ceil", Math.ceil(-0.5 + zero));
  bits("trunc", Math.trunc(-2.7 + zero));
  bits("nearest", nearest(2.5 + zero));
  bits("min of zeros", min<f64>(-0.0, zero));
  bits("max of zeros", max<f64>(-0.0, zero));
  bits("min with NaN", min<f64>(NaN, zero));
  bits("abs", Math.abs(-zero - 3));
  await sleep(1); // what one turn can print has its own bounds
  bits("1/0", 1 / zero);
  bits("0/0", zero / zero);
  bits("f32", half / 3);
  bits("copysign", copysign<f64>(3 + zero, -1));
  await sleep(1);
  trace("to i32", <i32>(-3.99 + zero));
  trace("to i64", <i64>(1e15 + zero));
  trace("to u32", <u32>(4e9 + zero));
  trace("too large", <i32>(1e20 + zero));
  trace("NaN to int", <i32>(zero / zero));
  bits("from u64", <f64>(u64.MAX_VALUE - <u64>zero));
  bits("from i32", <f64>(-7 + <i32>zero));
  trace("compare", (zero / zero < 1 ? 1 : 0) + (zero == -zero ? 2 : 0));
}
