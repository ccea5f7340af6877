// Integer operations at their edges, which C does not define and WebAssembly does.
import { yieldNow } from "tacet/assembly";
import { trace } from "../trace";

let zero: i32 = 0;
let unit: i32 = 1;
let one: i64 = 1;

export async function main(): Promise<void> {
  await yieldNow();
  trace("wraps", <i32>(i32.MAX_VALUE * unit + unit));
  trace("shift by 33", unit << (33 + zero));
  trace("shift by 65", one << (65 + <i64>zero));
  trace("signed shift", -8 >> (1 + zero));
  trace("clz of 0", clz(zero));
  trace("ctz of 0", ctz(one - 1));
  trace("popcnt", popcnt(0xff00ff + zero));
  trace("rotl by 0", rotl<u32>(0x80000001, zero));
  trace("rotr", rotr<u32>(0x80000001, 4 + zero));
  trace("rotl 64", rotl<u64>(one + 2, 63));
  trace("min % -1", i32.MIN_VALUE % (zero - 1));
  trace("div", -7 / (2 + zero));
  trace("rem", -7 % (2 + zero));
  trace("udiv", u32.MAX_VALUE / <u32>(7 + zero));
  trace("div 64", i64.MIN_VALUE / (one + 2));
  trace("extend", <i32>(<i8>(200 + zero)));
  trace("mul", unit * 0x12345 * (0x6789a * unit));
}
