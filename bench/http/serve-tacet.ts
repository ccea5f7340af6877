// The server under load: examples/http-server on the Node host. A child of run.ts.
// Usage: node serve-tacet.js <module.wasm>; tells its port once it listens, and its counters when asked.

import { readFileSync } from "node:fs";
import { PassThrough } from "node:stream";
import { instantiate } from "../../host/node.js";
import type { Counters, ServerMessage } from "./server.js";

const stdout = new PassThrough();
const app = await instantiate(readFileSync(process.argv[2]), { args: ["0"], stdout });
stdout.on("data", (text: Buffer) => {
  const port = /127\.0\.0\.1:(\d+)/.exec(text.toString())?.[1];
  if (port) tell({ kind: "listening", port: Number(port) });
});
process.on("message", () => {
  globalThis.gc?.();
  tell({ kind: "counters", counters: counters() });
});
const { main } = app.exports;
main().then((code) => process.exit(Number(code)), (error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exit(1);
});

function counters(): Counters {
  const { bytes, bytesCopied, turns, submissions } = app.stats;
  return {
    rssBytes: process.memoryUsage().rss,
    wasmBytes: app.memory.buffer.byteLength,
    turns,
    submissions,
    socketReadBytes: bytes.socketRead,
    socketReadBytesCopied: bytesCopied.socketRead,
    socketWriteBytes: bytes.socketWrite,
    socketWriteBytesCopied: bytesCopied.socketWrite,
  };
}

function tell(message: ServerMessage): void {
  process.send?.(message);
}
