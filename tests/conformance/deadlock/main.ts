// A program that nothing can wake is told so and ends with 1.
//! alone
import { scope } from "tacet/assembly";

@pool(1)
async function wait(): Promise<void> {
  const s = scope();
  await s.spawn(wait());
}

export async function main(): Promise<void> {
  console.log("before");
  await wait();
}
