// Sleeps of integers, which take no floating point, and of what may be none: how long each takes, in microseconds.
import { now, sleep } from "tacet/assembly";
import { trace } from "../trace";

let gate: i32 = 1;

/** Values that the optimiser does not know. */
function signed(x: i32): i32 {
  return x * gate;
}

function unsigned(x: u32): u32 {
  return x * <u32>gate;
}

let from: u64 = 0;

function took(label: string): void {
  trace(label, now() - from);
  from = now();
}

async function bare(x: i32): Promise<void> {
  await sleep(x);
}

export async function run(): Promise<void> {
  from = now();
  await sleep(signed(0));
  took("0");
  await sleep(signed(-5));
  took("-5");
  await sleep(signed(i32.MIN_VALUE));
  took("least");
  await sleep(signed(7));
  took("7");
  await sleep(signed(i32.MAX_VALUE));
  took("i32");
  await sleep(unsigned(4000000000));
  took("u32");
  await sleep(<u8>signed(300));
  took("u8");
  await sleep(<i8>signed(200));
  took("i8");
  await sleep(<u16>signed(70000));
  took("u16");
  await sleep(gate == 1);
  took("bool");
  await bare(12);
  took("parameter");

  // of i32, which overflows, and of f64, which does not
  await sleep(signed(3000000) * 1000);
  took("i32 product");
  await sleep(f64(signed(3000000)) * 1000);
  took("f64 product");
  await sleep(1 + unsigned(9) % 5);
  took("sum");
  await sleep(10 - f64(unsigned(4000000000)));
  took("below 0");
  await sleep(f64(signed(-2)) * f64(signed(-30)));
  took("of two");
  await sleep(f64(unsigned(4000000000)) * 1000000);
  took("longest");
  await sleep(f64(unsigned(4000000000)) * f64(unsigned(4000000000)));
  took("too long to be exact");

  // no integers
  await sleep(f64(signed(3)) + 0.5);
  took("half");
  await sleep(f64(signed(3)) / 2);
  took("quotient");
  await sleep(f64(f32(signed(1)) / 4));
  took("f32");
  await sleep(f64(<i64>signed(40)));
  took("i64");
  await sleep(NaN * signed(1));
  took("NaN");
  await sleep(250);
  took("constant");

  // as children
  const a = sleep(signed(20));
  const b = sleep(unsigned(30));
  await a;
  took("first");
  await b;
  took("second");
  await Promise.race([sleep(signed(9)), sleep(signed(8) + 2)]);
  took("race");
}
