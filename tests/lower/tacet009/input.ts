// await at the top level of a module that the entry file imports.
import { value } from "./imported";

const x = await value();

export async function run(): Promise<i32> {
  return x;
}
