// Conversions of what an await gives: narrowing wraps, widening extends by sign, floats truncate, bools normalise; the same
// for values of children, joined tasks and results that are passed on.
import { trySpawn, yieldNow } from "tacet/assembly";
import { trace } from "../trace";

async function i(v: i32): Promise<i32> {
  await yieldNow();
  return v;
}

async function small(v: i8): Promise<i8> {
  await yieldNow();
  return v + 100;
}

async function unsigned(v: u16): Promise<u16> {
  return v * 2;
}

async function real(v: f64): Promise<f64> {
  await yieldNow();
  return v;
}

async function long(v: i64): Promise<i64> {
  return v;
}

/** The result is narrower than what is returned. */
async function narrowed(v: i32): Promise<u8> {
  return <u8>(await i(v));
}

async function passedOn(v: i8): Promise<i8> {
  return await small(v);
}

async function widened(v: i8): Promise<i64> {
  return await small(v);
}

@pool(1)
async function task(v: i8): Promise<i8> {
  await yieldNow();
  return v * 2;
}

@pool(1)
async function flag(v: i32): Promise<bool> {
  return (v & 2) != 0;
}

export async function run(): Promise<void> {
  trace("u8", <i32><u8>(await i(300)));
  trace("i8", <i32><i8>(await i(200)));
  trace("u16", <i32><u16>(await i(-1)));
  trace("bool", <bool>(await i(256)));
  trace("i8 of u16", <i8>(await unsigned(100)));
  trace("u16 of i8", <u16>(await small(-128)));
  trace("u8 + u8", <u8>(await i(255)) + <u8>(await i(2)));
  trace("compare", <u8>(await i(256)) == 0);
  trace("shift", <u8>(await i(0x1ff)) >> 4);
  trace("divide", <i8>(await i(0x180)) / 2);
  trace("i64 of i8", <i64>(await small(-127)));
  trace("i64 of i8", <i64>(await small(100)));
  trace("f64 of i8", <f64>(await small(100)));
  trace("u8 of f64", <u8>(await real(200.7)));
  trace("i32 of i64", <i32>(await long(0x1_0000_0005)));
  trace("i64 of i32", <i64>(await i(-5)));
  trace("u64 of i32", <u64>(await i(-5)));
  trace("f32", <f32>(await real(0.1)));
  trace("narrowed", <i32>(await narrowed(511)));
  trace("passedOn", <i32>(await passedOn(100)));
  trace("widened", await widened(100));
  const p = small(100);
  const q = narrowed(-1);
  trace("children", <i32>(await p) + <i32>(await q));
  trace("task", <i32>(await trySpawn(task(100)).join()));
  trace("flag", await trySpawn(flag(2)).join());
  let x: u8 = 250;
  x += <u8>(await i(10));
  trace("compound", x);
  x = <u8>((await i(250)) + (await i(10)));
  trace("sum", x);
  const y: i16 = <i16>(await i(40000));
  trace("local", <i32>y);
  if (<u8>(await i(512))) trace("wrong", true);
  const z = (await small(127)) as i32;
  trace("as", z);
}
