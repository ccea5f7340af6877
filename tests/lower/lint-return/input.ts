// A promise that is returned inside `try`, where JavaScript would not wait for it.
import { yieldNow } from "tacet/assembly";

async function child(v: i32): Promise<i32> {
  await yieldNow();
  if (v > 2) throw new Error("more");
  return v;
}

async function body(v: i32): Promise<i32> {
  try {
    if (v) return child(v);
    return await child(1);
  } catch (e) {
    return child(0);
  }
}

async function handler(v: i32): Promise<i32> {
  try {
    await child(v);
  } catch (e) {
    return child(1);
  } finally {
    await yieldNow();
  }
  return child(2);
}

async function silenced(v: i32): Promise<i32> {
  try {
    return child(v); // tacet-ignore TACET089: nothing to clean up
  } catch (e) {
    return 0;
  }
}

export async function run(): Promise<i32> {
  return (await body(3)) + (await handler(3)) + (await silenced(4));
}
