// Functions without `async` that give promises and are no arrows with one expression; arrows where no promise is wanted.
import { sleep } from "tacet/assembly";

async function later(n: i32): Promise<i32> {
  await sleep(1);
  return n;
}

async function call(f: () => Promise<i32>): Promise<i32> {
  return await f();
}

export async function run(): Promise<i32> {
  const block = (): Promise<i32> => {
    return later(1);
  };
  const expression = function (): Promise<i32> {
    return later(2);
  };
  const numbers = [1, 2].map<i32>(n => later(n));
  return (await block()) + (await expression()) + numbers[0] + (await call(() => 5));
}
