// Every numeric type lives across awaits: parameters, locals, results, temporaries; small integers keep wrapping.
//! flags --enable simd
import { sleep, yieldNow } from "tacet/assembly";
import { mark, trace } from "../trace";

async function same<T>(v: T): Promise<T> {
  await yieldNow();
  return v;
}

async function soon<T>(v: T): Promise<T> {
  return v;
}

/** a, b and c live across; the sum is computed from operands on both sides of awaits. */
async function mixed<T>(a: T, b: T): Promise<T> {
  const c = await same<T>(a);
  const d = c - (await same<T>(b));
  await yieldNow();
  return d + (await soon<T>(a)) * (await same<T>(b));
}

async function wrap8(): Promise<i8> {
  let x: i8 = 127;
  x += <i8>await same<i8>(1);
  await yieldNow();
  return x;
}

async function wrapU16(v: u16): Promise<u16> {
  let x = v;
  for (let i = 0; i < 3; i++) {
    x = x * 255 + (await same<u16>(x));
    trace("u16", x);
  }
  return x;
}

async function vectors(a: v128, b: v128): Promise<v128> {
  let sum = i32x4.add(a, await same<v128>(b));
  for (let i = 0; i < 3; i++) {
    sum = i32x4.add(await soon<v128>(sum), i32x4.splat(i));
    await sleep(1);
  }
  return i32x4.replace_lane(sum, 1, i32x4.extract_lane(await same<v128>(sum), 3) + 1000);
}

async function all(flag: bool, a: i8, b: u8, c: i16, d: u16, e: i32, f: u32, g: i64, h: u64, i: f32, j: f64, k: isize, l: usize, m: v128): Promise<f64> {
  await yieldNow();
  trace("bool", flag);
  trace("i8", a);
  trace("u8", b);
  trace("i16", c);
  trace("u16", d);
  trace("i32", e);
  trace("u32", f);
  await sleep(2);
  trace("i64", g);
  trace("u64", h);
  trace("f32", i);
  trace("f64", j);
  trace("isize", k);
  trace("usize", l);
  trace("v128", m);
  return <f64>i + j;
}

export async function run(): Promise<void> {
  trace("i8", await mixed<i8>(100, 3));
  trace("u8", await mixed<u8>(1, 255));
  trace("i16", await mixed<i16>(-30000, 3));
  trace("u16", await mixed<u16>(65535, 2));
  trace("i32", await mixed<i32>(i32.MAX_VALUE, -1));
  trace("u32", await mixed<u32>(u32.MAX_VALUE, 3));
  trace("i64", await mixed<i64>(i64.MIN_VALUE, 1));
  trace("u64", await mixed<u64>(u64.MAX_VALUE, 2));
  trace("isize", await mixed<isize>(-7, 2));
  trace("usize", await mixed<usize>(7, 9));
  trace("f32", await mixed<f32>(0.1, 0.2));
  trace("f64", await mixed<f64>(0.1, 0.2));
  trace("nan", await same<f64>(NaN));
  trace("-0", await same<f64>(-0.0));
  trace("inf", await same<f32>(-Infinity));
  trace("bool", (await same<bool>(true)) && !(await same<bool>(false)));
  trace("wrap8", await wrap8());
  trace("wrapU16", await wrapU16(300));
  trace("v128", await vectors(i32x4(1, 2, 3, 4), i32x4(10, 20, 30, 40)));
  trace("all", await all(true, -128, 255, -32768, 65535, i32.MIN_VALUE, u32.MAX_VALUE, i64.MIN_VALUE, u64.MAX_VALUE, 1.5, -2.25, -1, 1, i32x4(1, -1, i32.MIN_VALUE, i32.MAX_VALUE)));
  mark("end");
}

