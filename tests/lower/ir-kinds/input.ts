// Code of every kind asc emits stands next to awaits in one function: SIMD, bulk memory, atomics, selects, tables, casts,
// builtins, function values, globals, static arrays and loops inside expressions.
//! flags --enable simd --enable threads --enable bulk-memory --maximumMemory 16 --sharedMemory
//! allocates
import { frameBuffer, yieldNow } from "tacet/assembly";
import { trace } from "../trace";

async function i(v: i32): Promise<i32> {
  await yieldNow();
  return v;
}

async function at(v: usize): Promise<usize> {
  await yieldNow();
  return v;
}

async function f(v: f64): Promise<f64> {
  await yieldNow();
  return v;
}

async function vec(v: v128): Promise<v128> {
  await yieldNow();
  return v;
}

const BYTES: usize = memory.data<u8>([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]);
const SCRATCH: usize = memory.data(64, 16);

function double(v: i32): i32 {
  return v * 2;
}

function triple(v: i32): i32 {
  return v * 3;
}

async function simd(): Promise<void> {
  trace("splat", i32x4.splat(await i(3)));
  trace("extract", i32x4.extract_lane(await vec(i32x4(1, 2, 3, 4)), 2) + (await i(1)));
  trace("replace", i32x4.replace_lane(await vec(i32x4.splat(1)), 1, await i(9)));
  trace("shuffle", v128.shuffle<i32>(await vec(i32x4(1, 2, 3, 4)), await vec(i32x4(5, 6, 7, 8)), 0, 4, 1, 5));
  trace("swizzle", i8x16.swizzle(await vec(v128.load(BYTES)), i8x16.splat(<i8>(await i(3)))));
  trace("bitselect", v128.bitselect(await vec(i32x4.splat(-1)), i32x4.splat(0), await vec(i32x4(1, 2, 4, 8))));
  trace("shift", i32x4.shl(await vec(i32x4(1, 2, 3, 4)), await i(2)));
  trace("load", v128.load(await at(BYTES)));
  trace("load splat", v128.load32_splat(await at(BYTES)));
  trace("load lane", v128.load_lane<u8>(await at(BYTES), await vec(i32x4.splat(0)), 0));
  v128.store_lane<u32>(await at(SCRATCH), await vec(i32x4(7, 8, 9, 10)), 2);
  v128.store(await at(SCRATCH + 16), await vec(i32x4(1, 2, 3, 4)));
  trace("stored", load<i32>(SCRATCH) * 100 + load<i32>(SCRATCH + 28));
  trace("any", v128.any_true(await vec(i32x4.splat(0))));
  trace("dot", i32x4.dot_i16x8_s(await vec(i16x8.splat(3)), await vec(i16x8.splat(<i16>(await i(2))))));
}

async function bulk(): Promise<void> {
  const buffer = frameBuffer(16);
  memory.copy(await at(buffer), await at(BYTES), await at(8));
  trace("copied", load<u64>(buffer));
  memory.fill(await at(buffer), <u8>(await i(0xaa)), await at(4));
  trace("filled", load<u64>(buffer));
  trace("compared", memory.compare(buffer + (await at(4)), BYTES + 4, await at(4)));
}

async function atomics(): Promise<void> {
  atomic.store<i32>(await at(SCRATCH), await i(5));
  trace("add", atomic.add<i32>(await at(SCRATCH), await i(3)));
  trace("xchg", atomic.xchg<i32>(SCRATCH, await i(20)));
  trace("cmpxchg", atomic.cmpxchg<i32>(await at(SCRATCH), await i(20), await i(30)));
  trace("load", atomic.load<i32>(await at(SCRATCH)));
  trace("notify", atomic.notify(await at(SCRATCH), await i(1)));
  trace("sub", atomic.sub<u8>(await at(SCRATCH), 1));
}

async function expressions(): Promise<void> {
  trace("select", select<i32>(await i(1), await i(2), await i(0)));
  trace("clz", clz(await i(256)) + ctz(await i(8)) + popcnt(await i(255)) + rotl(await i(1), 4));
  trace("math", sqrt(await f(16)) + abs(await f(-2)) + min(await f(3), await f(4)) + floor(await f(1.5)) + copysign(await f(1), await f(-1)));
  trace("casts", <i64>(await i(-1)) + <i64>(await f(2.9)) + <u8>(await i(300)) + <i32>reinterpret<u32>(<f32>(await f(1))));
  store<u8>(await at(SCRATCH), await i(200), 1);
  store<f32>(await at(SCRATCH), <f32>(await f(0.5)), 4);
  trace("loads", load<u8>(await at(SCRATCH), 1) + <i32>(load<f32>(await at(SCRATCH), 4) * 2) + load<i8>(await at(SCRATCH + 1)));
  let fn: (v: i32) => i32 = double;
  trace("indirect", fn(await i(4)));
  fn = (await i(1)) ? triple : double;
  trace("indirect", fn((await i(4)) + 1) + call_indirect<i32>(double.index, await i(1)));
  const list = [await i(1), 2, await i(3)];
  trace("array", list[await i(2)] + list.length + list.indexOf(await i(2)));
  const fixed = StaticArray.fromArray<i32>([5, 6, 7]);
  fixed[await i(1)] = await i(60);
  trace("static", fixed[1]);
  assert((await i(1)) == 1, "asserted");
  trace("ternary", ((await i(0)) ? await f(1) : <f64>(await i(2))) + ((await i(1)) ? 0.5 : await f(9)));
  trace("nonnull", maybe(await i(1))!.length);
  trace("instanceof", (maybe(await i(1)) as Object) instanceof String);
  trace("template", `a${await i(1)}b${double(await i(2))}c`);
  trace("unchecked", unchecked(list[await i(0)]));
}

function maybe(v: i32): string | null {
  return v ? "text" : null;
}

export async function run(): Promise<void> {
  await simd();
  await bulk();
  await atomics();
  await expressions();
}
