// Array literals whose elements are awaited: a collection comes between them, and meets no leftovers in what has no element yet.
//! runtimes minimal incremental
import { yieldNow } from "tacet/assembly";
import { trace } from "../trace";

/** Leaves memory of every size that looks like no reference. */
function litter(): void {
  for (let bytes = 4; bytes < 200; bytes += 4) {
    for (let i = 0; i < 3; i++) memory.fill(changetype<usize>(new StaticArray<u8>(bytes)), 0xa5, bytes);
  }
}

async function slow(text: string): Promise<string> {
  litter();
  await yieldNow();
  litter();
  await yieldNow();
  litter();
  return text + "!";
}

async function* doubled(text: string): AsyncGenerator<string[]> {
  yield [text, await slow(text)];
}

export async function run(): Promise<i32> {
  litter();
  await yieldNow();
  const list: Array<string> = ["a", await slow("b"), "c", await slow("d")];
  for (let i = 0; i < list.length; i++) trace("list", list[i]);
  const fixed: StaticArray<string> = [await slow("e"), "f", await slow("g")];
  for (let i = 0; i < fixed.length; i++) trace("fixed", fixed[i]);
  const nested: string[][] = [["h"], [await slow("i"), "j"], [await slow("k")]];
  for (let i = 0; i < nested.length; i++) trace("nested", nested[i].join());
  for await (const pair of doubled("l")) trace("pair", pair.join());
  return list.length;
}
