// Footprint: built peers -> bytes of a task that yields in a loop, and bytes of wasm of the executor with that workload.

import { readFileSync } from "node:fs";
import { SIZE_TASKS, type Peer, type PeerName } from "./build.js";
import type { Built } from "./builder.js";
import { heapBytesPerTask, valueOf } from "./measure.js";

export interface Footprint {
  readonly peer: PeerName;
  /** Control block and frame (or stack, or heap objects) of one task; null where the peer is missing. */
  readonly taskBytes: number | null;
  readonly wasmBytes: number | null;
}

export async function footprintOf(peer: Peer): Promise<Footprint> {
  return { peer: peer.name, taskBytes: await taskBytesOf(peer), wasmBytes: peer.size && wasmBytesOf(peer.size) };
}

async function taskBytesOf(peer: Peer): Promise<number | null> {
  if (!peer.modules) return heapBytesPerTask();
  if (peer.pools) {
    const [small, large] = peer.pools;
    if (!("wasm" in small) || !("wasm" in large)) return null;
    const bytes = (await valueOf(large.wasm, "heap_base")) - (await valueOf(small.wasm, "heap_base"));
    return bytes / (SIZE_TASKS[1] - SIZE_TASKS[0]);
  }
  const module = peer.modules.get("yield1");
  return module && "wasm" in module ? valueOf(module.wasm, "task_bytes") : null;
}

function wasmBytesOf(size: Built): number | null {
  return "wasm" in size ? readFileSync(size.wasm).length : null;
}
