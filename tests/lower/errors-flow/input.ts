// What asc knows of a local before, in and behind a try: small integers are wrapped again, null checks stay, first
// assignments count from where they are certain.
//! allocates
//! runtimes stub incremental
import { yieldNow } from "tacet/assembly";
import { mark, trace } from "../trace";

class Box {
  constructor(public value: i32) {}
}

async function fails(v: i32): Promise<i32> {
  await yieldNow();
  if (v) throw new Error("fails");
  return v;
}

async function wraps(v: i32): Promise<i32> {
  let small: u8 = 250;
  let other: i8 = 0;
  try {
    small += 10;
    other = <i8>(small + 120);
    await fails(v);
    small -= 30;
  } catch (e) {
    trace("small in catch", small);
    small -= 5;
  } finally {
    trace("small in finally", small);
    other += 120;
  }
  trace("other", other);
  return small;
}

async function nulls(v: i32): Promise<i32> {
  let box: Box | null = new Box(1);
  try {
    await fails(0);
    if (v == 1) box = null;
    await fails(v);
    box = new Box(2);
  } catch (e) {
    trace("null in catch", box == null);
    if (box) trace("value", box.value);
  }
  if (!box) return -1;
  return box.value;
}

async function assigned(v: i32): Promise<string> {
  let text: string;
  try {
    text = v ? "a" : "b";
    await fails(v);
  } catch (e) {
    text = e.message;
  }
  let late: Box;
  try {
    await fails(v);
  } catch {
    mark("caught");
  } finally {
    late = new Box(v + 10);
  }
  trace("late", late.value);
  return text;
}

async function terminates(v: i32): Promise<i32> {
  try {
    return await fails(v);
  } catch (e) {
    throw new Error("instead");
  } finally {
    mark("cleanup");
  }
}

async function shadows(v: i32): Promise<i32> {
  const e = 5;
  try {
    await fails(v);
  } catch (e) {
    trace("inner e", e.message);
    const v = 7;
    trace("v", v);
  }
  trace("v", v);
  return e;
}

async function forever(v: i32): Promise<i32> {
  while (true) {
    try {
      await fails(v);
      v++;
    } catch (e) {
      return v;
    }
  }
}

export async function run(): Promise<i32> {
  for (let v = 0; v < 2; v++) {
    trace("wraps", await wraps(v));
    trace("nulls", await nulls(v));
    trace("assigned", await assigned(v));
    try {
      trace("terminates", await terminates(v));
    } catch (e) {
      trace("caught", e.message);
    }
    trace("shadows", await shadows(v));
    trace("forever", await forever(v));
  }
  return 0;
}
