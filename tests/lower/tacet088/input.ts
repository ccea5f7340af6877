// @depth where it bounds nothing.
import { yieldNow } from "tacet/assembly";

@depth(3)
async function once(): Promise<i32> {
  await yieldNow();
  return 1;
}

@depth(3)
function sync(n: i32): i32 {
  return n ? sync(n - 1) + 1 : 0;
}

abstract class Shape {
  @depth(3) abstract area(): Promise<i32>;
}

class Square extends Shape {
  @depth(2) async area(): Promise<i32> { // tacet-ignore TACET088: shapes may hold shapes, later
    await yieldNow();
    return 4;
  }
}

export async function run(): Promise<i32> {
  return (await once()) + sync(2) + (await new Square().area());
}
