// @pool where nothing can be spawned, and a promise as a condition.
import { yieldNow } from "tacet/assembly";

@pool(2)
function plain(): i32 {
  return 1;
}

@pool(2)
class Thing {
  @pool(3) method(): i32 { return 2; }
  @pool(3) async act(): Promise<i32> { return 3; }
}

async function isReady(): Promise<bool> {
  await yieldNow();
  return false;
}

export async function run(): Promise<i32> {
  let out = plain() + new Thing().method() + (await new Thing().act());
  if (isReady()) out++;
  out += !isReady() ? 1 : 2;
  const maybe: Promise<bool> | null = out > 9 ? isReady() : null;
  if (maybe) out++;
  return out;
}
