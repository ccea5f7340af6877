// A program that waits for a wake nobody will send.

import { __park } from "tacet/assembly/intrinsics";

export async function main(): Promise<i32> {
  console.log("waiting");
  await __park();
  return 0;
}
