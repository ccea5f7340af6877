// Values of the top level that have no type, and those of which the type is asked for before they are there.
import { sleep, trySpawn } from "tacet/assembly";

async function missing(): Nowhere<i32> {
  await sleep(1);
  return 1;
}

async function value(): Promise<i32> {
  await sleep(1);
  return 2;
}

@pool(1) async function early(): Promise<i32> {
  await sleep(10);
  return later;
}

trySpawn(early());
const first = await missing();
const later = await value() + 1;

export async function run(): Promise<i32> {
  return first;
}
