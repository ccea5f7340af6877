// Yield, one task type.

import { Yielder } from "./yield-core";

export { tacet_init } from "./executor";
export { checksum, start_yield, tacet_turn } from "./yield-core";

export function task_bytes(): usize {
  return offsetof<Yielder>();
}
