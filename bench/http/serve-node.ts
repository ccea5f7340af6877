// The server to compare with: plain node:http doing the same work, with the same answers byte for byte (no Date, no
// Connection field: Node writes less than it would by itself). A child of run.ts.
// Usage: node serve-node.js, with the other server's page in the environment as PAGE; its number fields are filled in here, too.

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { ServerMessage } from "./server.js";

const CONNECTIONS_MAX = 1024;
/** The page, split where numbers stand, and how wide each is. */
const { texts, widths } = split(process.env.PAGE ?? "");
const startedMs = Date.now();
let requestCount = 0;
let connectionCount = 0;

const server = createServer((request, response) => {
  requestCount++;
  response.sendDate = false;
  response.removeHeader("Connection");
  if (request.url === "/hello") return get(request, response, "text/plain", "hello\n");
  if (request.url === "/") return get(request, response, "text/html; charset=utf-8", page());
  if (request.url === "/echo") return echo(request, response);
  return answer(response, 404, "text/plain", "not found\n");
});
server.on("connection", (socket) => {
  connectionCount++;
  socket.on("close", () => connectionCount--);
});
server.maxConnections = CONNECTIONS_MAX;
server.listen(0, "127.0.0.1", 4096, () => tell({ kind: "listening", port: (server.address() as AddressInfo).port }));
process.on("message", () => {
  globalThis.gc?.();
  tell({ kind: "counters", counters: {
    rssBytes: process.memoryUsage().rss, wasmBytes: 0, turns: 0, submissions: 0,
    socketReadBytes: 0, socketReadBytesCopied: 0, socketWriteBytes: 0, socketWriteBytesCopied: 0,
  } });
});

function get(request: IncomingMessage, response: ServerResponse, type: string, body: string): void {
  if (request.method !== "GET" && request.method !== "HEAD") answer(response, 405, "text/plain", "use GET\n");
  else answer(response, 200, type, body);
}

function answer(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { "Content-Type": type, "Content-Length": body.length }); // ASCII: characters are bytes
  response.end(body);
}

function echo(request: IncomingMessage, response: ServerResponse): void {
  if (request.method !== "POST") return answer(response, 405, "text/plain", "use POST\n");
  const length = request.headers["content-length"];
  response.writeHead(200, { "Content-Type": "application/octet-stream", ...(length === undefined ? {} : { "Content-Length": length }) });
  request.pipe(response);
}

/** The numbers of the other server's page that Node knows; it has no tasks, so zeros stand for those. */
function page(): string {
  const numbers = [Math.floor((Date.now() - startedMs) / 1000), requestCount, connectionCount, 0, connectionCount, connectionCount, CONNECTIONS_MAX];
  let text = texts[0];
  for (let i = 0; i < widths.length; i++) text += String(numbers[i] ?? 0).padStart(widths[i]) + texts[i + 1];
  return text;
}

function split(page: string): { texts: string[]; widths: number[] } {
  const parts = page.split(/(?<=id=v\d+>)([ \d]+)/);
  return {
    texts: parts.filter((_, index) => index % 2 === 0),
    widths: parts.filter((_, index) => index % 2 === 1).map((field) => field.length),
  };
}

function tell(message: ServerMessage): void {
  process.send?.(message);
}
