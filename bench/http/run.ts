// HTTP load: examples/http-server on the Node host, and a node:http server doing the same work, in one run.
//   compile -> for each path and number of connections: rounds, the servers taking turns -> memory over a million requests
//   -> bytes copied per socket read and file read -> bench/http/results.md
// Targets missed do not make it fail; requests that fail do (exit code 1).

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
  --seconds N      a round lasts so long (4)
  --rounds N       rounds of each server (3)
`;
const PATHS = ["/hello", "/"] as const;
const CONNECTIONS = [1, 64, 512] as const;
/** The issue's target: requests/s as a multiple of Node's, with a lower p99. */
const RATIO_WANTED: Readonly<Record<(typeof CONNECTIONS)[number], number>> = { 1: 1, 64: 1.8, 512: 1.8 };
const MILLION = 1_000_000;
const SERVERS = ["tacet", "node"] as const;
type ServerName = (typeof SERVERS)[number];

interface Row {
  readonly path: string;
  readonly connections: (typeof CONNECTIONS)[number];
  /** The round with the most requests of each server. */
  readonly best: Readonly<Record<ServerName, Load>>;
}

const { values: options } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    seconds: { type: "string", default: "4" },
    rounds: { type: "string", default: "3" },
    help: { type: "boolean", default: false },
  },
});

if (options.help) process.stdout.write(USAGE);
else process.exitCode = await bench();

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
  try {
    for (const path of PATHS) {
      await sameAnswer(path, servers);
      for (const connections of CONNECTIONS) {
        const loads: Record<ServerName, Load[]> = { tacet: [], node: [] };
        for (const name of SERVERS) await load(servers[name].port, path, connections, Math.min(seconds, 2), generator); // warm
        for (let round = 0; round < rounds; round++) {
          for (const name of SERVERS) loads[name].push(await load(servers[name].port, path, connections, seconds, generator));
        }
        rows.push({ path, connections, best: { tacet: best(loads.tacet), node: best(loads.node) } });
        process.stderr.write(`${path}, ${connections} connections: ${SERVERS.map((name) => `${name} ${best(loads[name]).requestsPerSecond.toFixed(0)}/s`).join(", ")}\n`);
      }
    }
    if (!options.quick) lines.push(...(await memoryLines(tacet, generator)));
    lines.push(...copyLines(await tacet.counters(), rows));
  } finally {
    await Promise.all([tacet.stop(), node.stop()]);
  }
  lines.push(...(await fileLines()));
  const markdown = markdownOf(generator, seconds, rounds, rows, lines);
  if (!options.quick) writeFileSync(join(ROOT, "bench/http/results.md"), markdown);
  process.stdout.write(markdown);
  return rows.some(({ best: { tacet: own, node: other } }) => own.errors + other.errors > 0) ? 1 : 0;
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

function best(loads: readonly Load[]): Load {
  return loads.reduce((a, b) => (b.requestsPerSecond > a.requestsPerSecond ? b : a));
}

/** RSS and wasm memory before and after a million requests. */
async function memoryLines(server: Server, generator: string): Promise<string[]> {
  const before = await server.counters();
  let requests = 0;
  while (requests < MILLION) requests += (await load(server.port, "/hello", 64, 5, generator)).requests;
  const after = await server.counters();
  const mb = (bytes: number): string => (bytes / 1048576).toFixed(1);
  return [
    `Memory over ${requests.toLocaleString("en")} requests: wasm ${before.wasmBytes} bytes before, ${after.wasmBytes} after; `
      + `resident set ${mb(before.rssBytes)} MB before, ${mb(after.rssBytes)} MB after.`,
  ];
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

function markdownOf(generator: string, seconds: number, rounds: number, rows: readonly Row[], lines: readonly string[]): string {
  const table = rows.map(({ path, connections, best: { tacet: own, node: other } }) => {
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
    `Node ${process.versions.node} on ${availableParallelism()} processors (load average at the end ${loadavg()[0].toFixed(1)}); load by ${generator === "own" ? "our own generator (wrk is missing)" : generator}, the servers taking turns, `
      + `${rounds} rounds of ${seconds} s, the best of each.`,
    "",
    "| Request | Connections | Tacet, requests/s | node:http | Ratio | p99 ms, Tacet / node:http | Errors | Wanted | Reached |",
    "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ...table,
    "",
    ...lines.flatMap((line) => [line, ""]),
  ].join("\n");
}
