// Exported functions with default arguments, of every type that crosses.

import { yieldNow } from "tacet/assembly";

const TEN: i32 = 10;

export async function sum(a: i32, b: i32 = -5, c: u8 = 0x1_F): Promise<i32> {
  await yieldNow();
  return a + b + c;
}

export async function wide(a: i64 = -9_223_372_036_854_775_808, b: u64 = 18446744073709551615): Promise<bool> {
  await yieldNow();
  return a == i64.MIN_VALUE && b == u64.MAX_VALUE;
}

export async function half(a: f64 = -1.5e3, b: f32 = 2): Promise<f64> {
  await yieldNow();
  return a + b;
}

export async function flag(on: bool = true): Promise<bool> {
  await yieldNow();
  return on;
}

export async function named(name: string = "Ada"): Promise<string> {
  await yieldNow();
  return "hello " + name;
}

/** The first default is no literal. */
export async function computed(a: i32 = TEN, b: i32 = 1): Promise<i32> {
  await yieldNow();
  return a + b;
}

export async function inside(): Promise<i32> {
  return await sum(1) + await computed(); // the program's own calls leave out what they like
}
