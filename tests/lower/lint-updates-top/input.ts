// The statements of the entry file run once: an update there can be lost only to functions that know the variable.

import { yieldNow } from "tacet/assembly";

let alone = 0;
let counted = 0;
let shown = 0;
export let given = 0;
const cells = new StaticArray<i32>(2);

async function same(n: i32): Promise<i32> {
  await yieldNow();
  counted++;
  return n;
}

await same(0);
alone += await same(1);
cells[0] = cells[0] + await same(1);
counted += await same(1);
given += await same(1);
shown += await same(1);
const show = (): i32 => shown;
if (show() + alone == 0) unreachable();

export async function run(): Promise<void> {
  await same(1);
}
