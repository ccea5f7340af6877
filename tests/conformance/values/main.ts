// Values of every width live across awaits, and come back as they were.
import { sleep } from "tacet/assembly";
import { trace } from "../trace";

async function keep(a: i8, b: u16, c: i32, d: i64, e: f32, f: f64, g: bool): Promise<i64> {
  await sleep(1);
  trace("i8", a);
  trace("u16", b);
  trace("i32", c);
  trace("i64", d);
  trace("f32", <i64>(e * 1000));
  trace("f64", reinterpret<i64>(f));
  trace("bool", g ? 1 : 0);
  return d - c;
}

export async function main(): Promise<void> {
  trace("result", await keep(-128, 65535, i32.MIN_VALUE, i64.MAX_VALUE, 0.125, -1.0 / 3, true));
}
