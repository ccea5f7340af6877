// Size: the executor and the yield workload, nothing else.

export { tacet_init } from "./executor";
export { checksum, start_yield, tacet_turn } from "./yield-core";
