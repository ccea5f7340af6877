// A generic function that is awaited without being called: asc says what is missing.
import { sleep } from "tacet/assembly";

async function same<T>(value: T): Promise<T> {
  await sleep(1);
  return value;
}

class Box {
  async same<T>(value: T): Promise<T> {
    return value;
  }
}

export async function run(): Promise<i32> {
  await same;
  if (await same(1)) return await same;
  return await new Box().same;
}
