// Load: requests of many connections at once -> requests/s and latencies. By wrk where it is installed, otherwise by a
// generator of our own (Node sockets, one request under way per connection), which is slower than the servers it loads: its
// numbers compare, but do not show what a server can do.

import { execFile, execFileSync } from "node:child_process";
import { connect, type Socket } from "node:net";
import { promisify } from "node:util";

export interface Load {
  readonly requestsPerSecond: number;
  readonly requests: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Answers other than 2xx, and connections that failed or were closed. */
  readonly errors: number;
}

export function generatorName(): string {
  try {
    const text = execFileSync("sh", ["-c", "wrk --version 2>&1 || true"], { encoding: "utf8" });
    return /^wrk \S+/m.exec(text)?.[0] ?? "own";
  } catch {
    return "own";
  }
}

/** Loads `http://127.0.0.1:port` + path for `seconds`. */
export function load(port: number, path: string, connections: number, seconds: number, generator: string): Promise<Load> {
  return generator === "own" ? ownLoad(port, path, connections, seconds) : wrk(`http://127.0.0.1:${port}${path}`, connections, seconds);
}

async function wrk(url: string, connections: number, seconds: number): Promise<Load> {
  const { stdout } = await promisify(execFile)("wrk", ["-t1", `-c${connections}`, `-d${seconds}s`, "--latency", "--timeout", "10s", url]);
  const field = (pattern: RegExp): string => {
    const match = pattern.exec(stdout);
    if (!match) throw new Error(`wrk's output has no ${pattern.source}:\n${stdout}`);
    return match[1];
  };
  const socketErrors = /Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)/.exec(stdout)?.slice(1) ?? [];
  return {
    requestsPerSecond: Number(field(/Requests\/sec:\s+([\d.]+)/)),
    requests: Number(field(/(\d+) requests in/)),
    p50Ms: milliseconds(field(/^\s+50%\s+(\S+)/m)),
    p99Ms: milliseconds(field(/^\s+99%\s+(\S+)/m)),
    errors: [...socketErrors, /Non-2xx or 3xx responses: (\d+)/.exec(stdout)?.[1] ?? "0"].reduce((sum, count) => sum + Number(count), 0),
  };
}

function milliseconds(text: string): number {
  const value = Number.parseFloat(text);
  return text.endsWith("us") ? value / 1000 : text.endsWith("ms") ? value : value * 1000;
}

/** Every answer of one path has the same length, so the length of the first tells where each ends. */
async function ownLoad(port: number, path: string, connections: number, seconds: number): Promise<Load> {
  const request = `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`;
  const latencies: number[] = [];
  let errors = 0;
  const until = performance.now() + seconds * 1000;
  const one = (): Promise<void> => new Promise((resolve) => {
    const socket: Socket = connect({ port, host: "127.0.0.1", noDelay: true });
    let sentAt = 0;
    let expected = 0;
    let got = 0;
    const send = (): void => {
      sentAt = performance.now();
      got = 0;
      socket.write(request);
    };
    socket.on("connect", send);
    socket.on("data", (chunk) => {
      if (expected === 0) {
        const text = chunk.toString("latin1");
        const head = text.indexOf("\r\n\r\n") + 4;
        expected = head + Number(/content-length: (\d+)/i.exec(text)?.[1] ?? 0);
        if (!text.startsWith("HTTP/1.1 2")) errors++;
      }
      got += chunk.length;
      if (got < expected) return;
      const now = performance.now();
      latencies.push(now - sentAt);
      if (now < until) send();
      else socket.end();
    });
    socket.on("error", () => errors++);
    socket.on("close", () => resolve());
  });
  const from = performance.now();
  await Promise.all(Array.from({ length: connections }, one));
  latencies.sort((a, b) => a - b);
  const at = (share: number): number => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? 0;
  return {
    requestsPerSecond: latencies.length / ((performance.now() - from) / 1000),
    requests: latencies.length,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    errors,
  };
}
