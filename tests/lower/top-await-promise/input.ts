// A file that awaits at its top level and has a Promise of its own, which is no type.
import { sleep } from "tacet/assembly";

function Promise(): i32 {
  return 1;
}

async function value(): Promise<i32> {
  await sleep(1);
  return Promise();
}

const first = await value();

export async function run(): Promise<i32> {
  return first;
}
