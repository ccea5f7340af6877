// using of what has nothing to dispose of.
import { yieldNow } from "tacet/assembly";

class Plain {
  v: i32 = 0;
}

class OnlyAsync {
  async [Symbol.asyncDispose](): Promise<void> {
    await yieldNow();
  }
}

async function plain(): Promise<void> {
  using a = new Plain();
  await using b = new Plain();
  using c = 5;
}

async function onlyAsync(): Promise<void> {
  using a = new OnlyAsync();
}

export async function run(): Promise<i32> {
  await plain();
  await onlyAsync();
  return 0;
}
