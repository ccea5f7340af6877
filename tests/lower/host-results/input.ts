// Results of every type that crosses to hosts reach them, at once and after a suspension; arguments of every type come from it.
//! script start asBool 1; start asBool 0; start asI8 -3; start asU8 250; start asI16 -300; start asU16 60000; start asI32 -70000; start asU32 4000000000; end; start asI64 -5000000000; start asU64 18446744073709551615; start asF32 0.5; start asF64 -0.125; start asIsize -1; start asUsize 9; start asVoid; start nowI64 7; end
import { yieldNow } from "tacet/assembly";

export async function asBool(v: bool): Promise<bool> { await yieldNow(); return !v; }
export async function asI8(v: i8): Promise<i8> { await yieldNow(); return v * 50; }
export async function asU8(v: u8): Promise<u8> { await yieldNow(); return v + 10; }
export async function asI16(v: i16): Promise<i16> { await yieldNow(); return v * 100; }
export async function asU16(v: u16): Promise<u16> { await yieldNow(); return v + 10000; }
export async function asI32(v: i32): Promise<i32> { await yieldNow(); return v * 2; }
export async function asU32(v: u32): Promise<u32> { await yieldNow(); return v + 1; }
export async function asI64(v: i64): Promise<i64> { await yieldNow(); return v * 3; }
export async function asU64(v: u64): Promise<u64> { await yieldNow(); return v - 1; }
export async function asF32(v: f32): Promise<f32> { await yieldNow(); return v * 3; }
export async function asF64(v: f64): Promise<f64> { await yieldNow(); return v * 3; }
export async function asIsize(v: isize): Promise<isize> { await yieldNow(); return v - 1; }
export async function asUsize(v: usize): Promise<usize> { await yieldNow(); return v + 1; }
export async function asVoid(): Promise<void> { await yieldNow(); }
export async function nowI64(v: i64): Promise<i64> { return v << 40; }
