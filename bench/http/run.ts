// HTTP load: examples/http-server on the Node host, and a node:http server doing the same work, in one run.
//   compile -> for each path and number of connections: rounds, the servers taking turns -> memory over a million requests
//   -> bytes copied per socket read and file read -> bench/http/results.md
// Rounds are short and the servers take turns, so that a busy moment of the machine meets both; medians are compared.
// Targets of speed missed do not make it fail; requests that fail do, and memory that grows (exit code 1).

import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { parseArgs } from "node:util";
import { instantiate } from "../../host/node.js";
import { ROOT } from "../builder.js";
import { generatorName, load, type Load } from "./load.js";
import { Server, type Counters } from "./server.js";

const USAGE = `npm run bench:http -- [options]
  --quick          one short round, no million requests, nothing written but to standard output
  --memory         only the million requests
  --seconds N      a round lasts so long (1)
  --rounds N       rounds of each server (5)
`;
const PATHS = ["/hello", "/"] as const;
const CONNECTIONS = [1, 64, 512] as const;
const WARM_ROUNDS = 6;
/** The issue's target: requests/s as a multiple of Node's, with a lower p99. */
const RATIO_WANTED: Readonly<Record<(typeof CONNECTIONS)[number], number>> = { 1: 1, 64: 1.8, 512: 1.8 };
const MILLION = 1_000_000;
/** So much may the server's resident set grow: from the first half of the requests to the second, each at its highest, for the collector's heap is not the same at any two moments. */
const RSS_BAND_BYTES = 16 << 20;
/** Loads of `million`, at least. */
const MEMORY_LOADS_MIN = 4;
const SERVERS = ["tacet", "node"] as const;
type ServerName = (typeof SERVERS)[number];

interface Row {
  readonly path: string;
  readonly connections: (typeof CONNECTIONS)[number];
  readonly medians: Readonly<Record<ServerName, Load>>;
}

/** What a million requests did to the server's memory. */
interface MemoryResult { readonly line: string; readonly isConstant: boolean }

const { values: options } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    memory: { type: "boolean", default: false },
    seconds: { type: "string", default: "1" },
    rounds: { type: "string", default: "5" },
    help: { type: "boolean", default: false },
  },
});

if (options.help) process.stdout.write(USAGE);
else process.exitCode = await (options.memory ? benchMemory() : bench());

async function bench(): Promise<number> {
  const generator = generatorName();
  const seconds = options.quick ? 1 : Number(options.seconds);
  const rounds = options.quick ? 1 : Number(options.rounds);
  const serverWasm = compile("examples/http-server/main.ts");
  const tacet = await Server.start("./serve-tacet.js", [serverWasm]);
  const page = await (await fetch(`http://127.0.0.1:${tacet.port}/`)).text();
  const node = await Server.start("./serve-node.js", [], { PAGE: page });
  const servers: Record<ServerName, Server> = { tacet, node };
  const rows: Row[] = [];
  const lines: string[] = [];
  const loadBefore = loadavg()[0];
  let isConstant = true;
  try {
    for (const name of SERVERS) await warm(servers[name], generator);
    const memory: Counters[] = [await tacet.counters()];
    let requests = 0;
    for (const path of PATHS) {
      await sameAnswer(path, servers);
      for (const connections of CONNECTIONS) {
        const loads: Record<ServerName, Load[]> = { tacet: [], node: [] };
        for (let round = 0; round < rounds; round++) {
          for (const name of SERVERS) loads[name].push(await load(servers[name].port, path, connections, seconds, generator));
        }
        requests += loads.tacet.reduce((sum, load) => sum + load.requests, 0);
        memory.push(await tacet.counters());
        const medians = { tacet: medianOf(loads.tacet), node: medianOf(loads.node) };
        rows.push({ path, connections, medians });
        process.stderr.write(`${path}, ${connections} connections: ${SERVERS.map((name) => `${name} ${medians[name].requestsPerSecond.toFixed(0)}/s`).join(", ")}\n`);
      }
    }
    if (!options.quick) {
      const result = await million(tacet, generator, memory, requests);
      isConstant = result.isConstant;
      lines.push(result.line);
    }
    lines.push(...copyLines(await tacet.counters(), rows));
  } finally {
    await Promise.all([tacet.stop(), node.stop()]);
  }
  lines.push(...(await fileLines()));
  const markdown = markdownOf(generator, seconds, rounds, loadBefore, rows, lines);
  if (!options.quick) writeFileSync(join(ROOT, "bench/http/results.md"), markdown);
  process.stdout.write(markdown);
  return !isConstant || rows.some(({ medians: { tacet: own, node: other } }) => own.errors + other.errors > 0) ? 1 : 0;
}

async function benchMemory(): Promise<number> {
  const tacet = await Server.start("./serve-tacet.js", [compile("examples/http-server/main.ts")]);
  try {
    const generator = generatorName();
    await warm(tacet, generator);
    const { line, isConstant } = await million(tacet, generator, [await tacet.counters()], 0);
    process.stdout.write(`${line}\n`);
    return isConstant ? 0 : 1;
  } finally {
    await tacet.stop();
  }
}

function compile(source: string): string {
  const folder = join(ROOT, "dist/bench/http");
  mkdirSync(folder, { recursive: true });
  const wasm = join(folder, `${source.replaceAll("/", "-")}.wasm`);
  execFileSync(process.execPath, [join(ROOT, "dist/cli/main.js"), "build", source, "-O3", "--noAssert", "-o", wasm], { cwd: ROOT, stdio: ["ignore", "ignore", "inherit"] });
  return wasm;
}

/** Both answer with the same head and as many bytes, or the comparison is worth nothing. */
async function sameAnswer(path: string, servers: Record<ServerName, Server>): Promise<void> {
  const [own, other] = await Promise.all(SERVERS.map(async (name) => {
    const response = await fetch(`http://127.0.0.1:${servers[name].port}${path}`);
    return { status: response.status, type: response.headers.get("content-type"), bytes: (await response.arrayBuffer()).byteLength };
  }));
  if (JSON.stringify(own) !== JSON.stringify(other)) {
    throw new Error(`the servers answer ${path} differently: ${JSON.stringify(own)} and ${JSON.stringify(other)}`);
  }
}

/** Of each number the median by itself; errors are added up. */
function medianOf(loads: readonly Load[]): Load {
  const median = (of: (load: Load) => number): number => {
    const sorted = loads.map(of).sort((a, b) => a - b);
    const middle = sorted.length >> 1;
    return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  };
  return {
    requestsPerSecond: median((load) => load.requestsPerSecond),
    requests: median((load) => load.requests),
    p50Ms: median((load) => load.p50Ms),
    p99Ms: median((load) => load.p99Ms),
    errors: loads.reduce((sum, load) => sum + load.errors, 0),
  };
}

/**
 * Until its code is compiled, it has had as many connections at once as it will have, and Node's allocator, which keeps what thousands of
 * connections have come and gone in, has what it keeps: its resident set rises with the first 5,000 connections, and then no more.
 */
async function warm(server: Server, generator: string): Promise<void> {
  for (let round = 0; round < WARM_ROUNDS; round++) for (const path of PATHS) await load(server.port, path, CONNECTIONS[CONNECTIONS.length - 1], 1, generator);
}

/** Sends what is missing of a million requests. @param memory the server's before the `requests` so far, meanwhile and after them */
async function million(server: Server, generator: string, memory: readonly Counters[], requests: number): Promise<MemoryResult> {
  const samples = [...memory];
  while (requests < MILLION || samples.length <= MEMORY_LOADS_MIN) {
    requests += (await load(server.port, "/hello", 64, 1, generator)).requests;
    samples.push(await server.counters());
  }
  const middle = samples.length >> 1;
  const highest = (counters: readonly Counters[], of: (counters: Counters) => number): number => Math.max(...counters.map(of));
  const [first, second] = [samples.slice(0, middle), samples.slice(middle)];
  const [wasmFirst, wasmSecond] = [first, second].map(half => highest(half, ({ wasmBytes }) => wasmBytes));
  const [rssFirst, rssSecond] = [first, second].map(half => highest(half, ({ rssBytes }) => rssBytes));
  const isConstant = wasmFirst === wasmSecond && rssSecond - rssFirst <= RSS_BAND_BYTES;
  const mb = (bytes: number): string => (bytes / 1048576).toFixed(1);
  return {
    isConstant,
    line: `Memory over ${requests.toLocaleString("en")} requests, looked at ${samples.length} times, at its highest: wasm ${wasmFirst} bytes in the first half, ${wasmSecond} in the second; `
      + `resident set ${mb(rssFirst)} MB and ${mb(rssSecond)} MB (allowed: ${mb(RSS_BAND_BYTES)} MB more): ${isConstant ? "constant" : "**it grew**"}.`,
  };
}

function copyLines(counters: Counters, rows: readonly Row[]): string[] {
  const each = (copied: number, all: number): string => `${copied.toLocaleString("en")} of ${all.toLocaleString("en")}`;
  return [
    `Bytes the host copied between buffers, of all bytes that crossed: socket reads ${each(counters.socketReadBytesCopied, counters.socketReadBytes)}, `
      + `socket writes ${each(counters.socketWriteBytesCopied, counters.socketWriteBytes)} (${rows.length} loads).`,
  ];
}

/** Copies a file with examples/files in this process and looks at the host's counters. */
async function fileLines(): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), "tacet-bench-"));
  try {
    const [from, to] = [join(folder, "from"), join(folder, "to")];
    writeFileSync(from, Buffer.alloc(4 << 20, "tacet"));
    const app = await instantiate(readFileSync(compile("examples/files/main.ts")), { args: [from, to], stdout: new PassThrough() });
    const code = await app.exports.main();
    const { bytes, bytesCopied } = app.stats;
    await app.close();
    if (code !== 0 || !readFileSync(to).equals(readFileSync(from))) throw new Error(`examples/files failed with ${String(code)}`);
    return [`The same for files: reads ${bytesCopied.fileRead.toLocaleString("en")} of ${bytes.fileRead.toLocaleString("en")}, `
      + `writes ${bytesCopied.fileWrite.toLocaleString("en")} of ${bytes.fileWrite.toLocaleString("en")}.`];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function markdownOf(generator: string, seconds: number, rounds: number, loadBefore: number, rows: readonly Row[], lines: readonly string[]): string {
  const table = rows.map(({ path, connections, medians: { tacet: own, node: other } }) => {
    const ratio = own.requestsPerSecond / other.requestsPerSecond;
    const wanted = RATIO_WANTED[connections];
    const reached = connections === 1 ? ratio > wanted : ratio >= wanted && own.p99Ms < other.p99Ms;
    return `| ${[`GET ${path}`, connections, own.requestsPerSecond.toFixed(0), other.requestsPerSecond.toFixed(0), `${ratio.toFixed(2)}x`,
      `${own.p99Ms.toFixed(2)} / ${other.p99Ms.toFixed(2)}`, own.errors + other.errors,
      `${connections === 1 ? "ahead" : `${wanted}x, lower p99`}`, reached ? "yes" : "**no**"].join(" | ")} |`;
  });
  return [
    "# HTTP load",
    "",
    `Node ${process.versions.node} on ${availableParallelism()} processors (load average ${loadBefore.toFixed(1)} before, ${loadavg()[0].toFixed(1)} after); load by ${generator === "own" ? "our own generator (wrk is missing)" : generator}, the servers taking turns, `
      + `${rounds} rounds of ${seconds} s each, medians.`,
    "",
    "| Request | Connections | Tacet, requests/s | node:http | Ratio | p99 ms, Tacet / node:http | Errors | Wanted | Reached |",
    "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ...table,
    "",
    ...lines.flatMap((line) => [line, ""]),
  ].join("\n");
}
