// A `main` that is not async could not wait for the end of the top level.
import { yieldNow } from "tacet/assembly";

await yieldNow();

export function main(): i32 {
  return 0;
}
