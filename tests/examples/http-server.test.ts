// The HTTP server over real sockets: routes, keep-alive, pipelining, bodies, many clients, a full pool, bad requests, slow
// clients, closing on SIGINT, and constant memory. Two builds of it run: `wide` as `npm start` builds it, `narrow` with four
// connections, little patience, and assertions. Whatever is sent, neither may trap or report anything (checked at the end of each test).

import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { Agent, request } from "node:http";
import { createServer } from "node:net";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { after, afterEach, before, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import binaryen from "binaryen";
import { instantiate, type App, type Report } from "../../host/node.js";
import { folderWith, tacet } from "../cli/tacet.js";
import { compileGuest, ROOT } from "../support/compile.js";
import { Client, exchange } from "./http-client.js";

const NARROW_CONNECTIONS = 4;
const NARROW_PATIENCE_MS = 800;
const NARROW_BODY_BYTES = 100_000;
const INPUT_BYTES = 8192;

interface Server {
  readonly app: App<{ main(options?: object): Promise<number> }>;
  readonly port: number;
  readonly wasm: Uint8Array<ArrayBuffer>;
  readonly ended: Promise<number>;
  readonly reports: Report[];
}

let wide: Server;
let narrow: Server;

before(async () => {
  wide = await serve(["--noAssert", "--use", "HTTP_EVENT_MS=50"]);
  narrow = await serve([
    "--use", `HTTP_CONNECTIONS=${NARROW_CONNECTIONS}`, "--use", `HTTP_PATIENCE_MS=${NARROW_PATIENCE_MS}`,
    "--use", `HTTP_BODY_BYTES_MAX=${NARROW_BODY_BYTES}`, "--use", "HTTP_STOP_MS=1500", "--use", "HTTP_EVENT_MS=50",
  ]);
});

after(async () => {
  await wide?.app.close();
  await narrow?.app.close();
});

afterEach(async () => {
  for (const server of [wide, narrow]) {
    assert.equal(await Promise.race([server.ended, "running"]), "running");
    assert.deepEqual(server.reports, []);
    assert.equal((await get(server, "/hello")).body.toString(), "hello\n");
  }
});

async function serve(flags: readonly string[]): Promise<Server> {
  const { ok, binary: wasm, printed } = await compileGuest(["examples/http-server/main.ts"], ["--runtime", "stub", "-O3", ...flags]);
  assert.ok(ok, printed);
  const stdout = new PassThrough();
  const reports: Report[] = [];
  const app = await instantiate<{ main(): Promise<number> }>(wasm, { args: ["0"], stdout, onReport: report => void reports.push(report) });
  const ended = app.exports.main();
  ended.catch(() => undefined); // shows in afterEach
  const port = Number(/:(\d+)\/\n$/.exec(String((await stdout.take(1).toArray())[0]))?.[1]);
  return { app, port, wasm, ended, reports };
}

async function get(server: Server, path: string, method = "GET") {
  const client = await Client.connect(server.port);
  const response = await client.send(`${method} ${path} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n`).response(method === "HEAD");
  assert.equal(await client.rest(), "");
  return response;
}

const POST = "POST /echo HTTP/1.1\r\nHost: h\r\n";

/** The numbers of the page, by name. */
async function numbers(server: Server): Promise<Record<string, number>> {
  const body = (await get(server, "/")).body.toString();
  const rows = [...body.matchAll(/<tr><td>([^<]+)<td id=v\d+>([ \d]+)/g)].map(([, name, value]) => [name!, Number(value)] as const);
  return { ...Object.fromEntries(rows), requests: Number(/id=v1>([ \d]+)/.exec(body)?.[1]) };
}

async function eventually(what: string, holds: () => Promise<boolean>): Promise<void> {
  for (let i = 0; i < 200; i++) {
    if (await holds()) return;
    await delay(20);
  }
  assert.fail(`never: ${what}`);
}

test("every route answers, and says what it is for", async () => {
  const hello = await get(wide, "/hello");
  assert.deepEqual([hello.status, hello.body.toString(), hello.fields.get("connection")], [200, "hello\n", "close"]);
  const page = await get(wide, "/");
  assert.equal(page.status, 200);
  assert.match(page.fields.get("content-type")!, /text\/html/);
  assert.match(page.body.toString(), /^<!doctype html>/);
  assert.doesNotMatch(page.body.toString(), /##/);
  assert.equal((await get(wide, "/?x=y")).status, 200);
  assert.equal((await get(wide, "http://example.org/hello")).body.toString(), "hello\n");

  for (const path of ["/", "/hello", "/slow?ms=1", "/events"]) {
    const head = await get(wide, path, "HEAD");
    assert.equal(head.status, 200, path);
    const refused = await get(wide, path, "POST");
    assert.deepEqual([refused.status, refused.fields.get("allow")], [405, "GET, HEAD"], path);
  }
  const echo = await get(wide, "/echo");
  assert.deepEqual([echo.status, echo.fields.get("allow")], [405, "POST"]);
  for (const path of ["/nowhere", "/hell", "/helloo", "/Hello", "//", "*", "/slowly", "/echo/"]) assert.equal((await get(wide, path, path === "*" ? "OPTIONS" : "GET")).status, 404, path);
  for (const method of ["PUT", "DELETE", "PATCH", "FOO"]) assert.equal((await get(wide, "/hello", method)).status, 405);
});

test("slow sleeps as long as it was told, and refuses what is no time", async () => {
  const start = performance.now();
  assert.equal((await get(wide, "/slow?ms=60")).body.toString(), "slept\n");
  assert.ok(performance.now() - start >= 59);
  assert.equal((await get(wide, "/slow?ms=0")).status, 200);
  for (const query of ["", "?", "?ms", "?ms=", "?ms=x", "?ms=-1", "?ms=1.5", "?ms=60001", "?ms=99999999999", "?a=b"]) {
    assert.equal((await get(wide, `/slow${query}`)).status, 400, query);
  }
});

test("the page counts tasks, connections by what they do, requests and memory", async () => {
  const idle = await numbers(wide);
  assert.deepEqual([idle["main"], idle["open"], idle["answering"], idle["at most"]], [5, 1, 1, 1024]);
  const clients = await Promise.all(Array.from({ length: 7 }, () => Client.connect(wide.port)));
  clients[0]!.send("GET / HTTP/1.1\r\n");
  clients[1]!.send("GET /slow?ms=20000 HTTP/1.1\r\nHost: h\r\n\r\n");
  clients[2]!.send(`${POST}Content-Length: 10\r\n\r\n12345`);
  clients[3]!.send("GET /events HTTP/1.1\r\nHost: h\r\n\r\n");
  await clients[2]!.until("12345");
  await clients[3]!.until("data: ");
  await eventually("all have a seat", async () => (await numbers(wide))["open"] === 8);
  const busy = await numbers(wide);
  assert.deepEqual(
    ["open", "idle", "reading", "answering", "sleeping", "echoing", "events", "closing"].map(name => busy[name]),
    [8, 3, 1, 1, 1, 1, 1, 0],
  );
  assert.equal(busy["connections"], 8 * 3 + 2);
  assert.equal(busy["all"], 5 + 8 * 3 + 2);
  assert.ok(busy["requests"]! > idle["requests"]!);
  assert.ok(busy["static"]! > 1024 * (INPUT_BYTES + 2048) && busy["static"]! <= wide.app.memory.buffer.byteLength);
  for (const client of clients) client.close();
  // The sleeper goes on to the end of its sleep: nobody reads there.
  await eventually("all but the sleeper have left", async () => (await numbers(wide))["open"] === 2);
});

test("connections are kept as HTTP/1.1 and 1.0 say", async () => {
  const client = await Client.connect(wide.port);
  for (let i = 0; i < 50; i++) {
    const response = await client.send("GET /hello HTTP/1.1\r\nHost: h\r\n\r\n").response();
    assert.equal(response.fields.get("connection"), undefined);
  }
  assert.equal((await client.send("GET /hello HTTP/1.0\r\nConnection: keep-alive\r\n\r\n").response()).fields.get("connection"), "keep-alive");
  assert.equal((await client.send("GET /hello HTTP/1.0\r\n\r\n").response()).fields.get("connection"), "close");
  assert.equal(await client.rest(), "");
});

test("a hundred pipelined requests in one packet, or cut anywhere, are answered in order", async () => {
  const kinds: readonly (readonly [string, number, string])[] = [
    ["GET /hello HTTP/1.1\r\nHost: h\r\n\r\n", 200, "hello\n"],
    ["GET /nowhere HTTP/1.1\r\nHost: h\r\n\r\n", 404, "not found\n"],
    [`${POST}Content-Length: 3\r\n\r\nabc`, 200, "abc"],
    ["\r\nPUT /hello HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n\r\nGET ", 405, "use GET\n"],
    [`${POST}Transfer-Encoding: chunked\r\n\r\n2\r\nde\r\n1;x\r\nf\r\n0\r\n\r\n`, 200, "def"],
    ["GET /slow?ms=1 HTTP/1.1\r\nHost: h\r\n\r\n", 200, "slept\n"],
    ["POST /nowhere HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\nA: b\r\n\r\n", 404, "not found\n"],
  ];
  const text = Array.from({ length: 100 }, (_, i) => kinds[i % kinds.length]![0]).join("");
  const packets: readonly string[][] = [
    [text],
    ...Array.from({ length: 5 }, (_, i) => [text.slice(0, 997 * (i + 1)), text.slice(997 * (i + 1))]),
    Array.from({ length: Math.ceil(text.length / 101) }, (_, i) => text.slice(i * 101, (i + 1) * 101)),
  ];
  for (const parts of packets) {
    const client = await Client.connect(wide.port);
    for (const part of parts) {
      client.send(part);
      await delay(1);
    }
    for (let i = 0; i < 100; i++) {
      const response = await client.response();
      assert.deepEqual([response.status, response.body.toString()], kinds[i % kinds.length]!.slice(1), `request ${i}`);
    }
    client.close();
  }
});

test("nothing behind a request that closes is answered", async () => {
  const text = await exchange(wide.port, "GET /hello HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\nGET /hello HTTP/1.1\r\nHost: h\r\n\r\n");
  assert.equal(text.split("HTTP/1.1 ").length - 1, 1);
});

test("bodies come back whole, wherever the bytes are cut", async () => {
  const client = await Client.connect(wide.port);
  const texts = [
    `${POST}Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0b;name=value\r\n, and so on\r\n0\r\nTrailer: x\r\n\r\n`,
    `${POST}Content-Length: 16\r\n\r\nhello, and so on`,
  ];
  for (const text of texts) {
    for (let cut = 1; cut < text.length; cut++) {
      client.send(text.slice(0, cut));
      await new Promise(setImmediate);
      const response = await client.send(text.slice(cut)).response();
      assert.deepEqual([response.status, response.body.toString()], [200, "hello, and so on"], `cut at ${cut}`);
    }
  }
  client.close();
});

test("large bodies stream through, also to a client that reads late", async () => {
  const body = randomBytes(3_000_001);
  const chunk = (bytes: Buffer): Buffer => Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from("\r\n")]);
  const chunks = Array.from({ length: 300 }, (_, i) => chunk(body.subarray(i * 10_007, (i + 1) * 10_007))).filter(c => c.length > 5);
  for (const wanted of ["length", "chunks"]) {
    const client = await Client.connect(wide.port);
    client.socket.pause();
    if (wanted === "length") client.send(`${POST}Content-Length: ${body.length}\r\n\r\n`).send(body);
    else client.send(`${POST}Transfer-Encoding: chunked\r\n\r\n`).send(Buffer.concat([...chunks, Buffer.from("0\r\n\r\n")]));
    await delay(100);
    client.socket.resume();
    const response = await client.response();
    assert.ok(response.body.equals(body), wanted);
    // The connection goes on.
    assert.equal((await client.send("GET /hello HTTP/1.1\r\nHost: h\r\n\r\n").response()).status, 200);
    client.close();
  }
});

test("Expect: 100-continue is answered before the body, or the body refused", async () => {
  const client = await Client.connect(wide.port);
  assert.equal((await client.send(`${POST}Expect: 100-continue\r\nContent-Length: 2\r\n\r\n`).response()).status, 100);
  assert.equal((await client.send("ok").response()).body.toString(), "ok");
  const refused = await client.send("POST /nowhere HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n").response();
  assert.deepEqual([refused.status, refused.fields.get("connection")], [404, "close"]);
  assert.equal(await client.rest(), "");
});

test("300 clients at once", async () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 300, maxFreeSockets: 300 });
  const send = (id: number, round: number): Promise<string> => new Promise((resolve, reject) => {
    const body = `${id}:${round} `.repeat(50);
    const call = request({ agent, port: wide.port, host: "127.0.0.1", method: "POST", path: "/echo" }, response => {
      let text = "";
      response.setEncoding("latin1").on("data", (part: string) => (text += part)).on("end", () => (text === body ? resolve(text) : reject(new Error(text))));
    });
    call.on("error", reject);
    call.write(body.slice(0, 100));
    call.end(body.slice(100));
  });
  await Promise.all(Array.from({ length: 300 }, async (_, id) => {
    for (let round = 0; round < 5; round++) await send(id, round);
  }));
  assert.equal((await numbers(wide))["idle"], 300);
  agent.destroy();
  await eventually("all have left", async () => (await numbers(wide))["open"]! <= 2);
});

test("events come until the client leaves", async () => {
  const client = await Client.connect(wide.port);
  client.send("GET /events HTTP/1.1\r\nHost: h\r\n\r\n");
  const text = await client.until("\n\ndata: ");
  assert.match(text, /^HTTP\/1\.1 200 OK\r\n[^]*Content-Type: text\/event-stream\r\n/);
  const event = JSON.parse(/data: (.*)\n\n/.exec(text)![1]!) as number[];
  assert.equal(event.length, 16);
  assert.equal(event[12], 1, "one connection sends events");
  client.socket.end(); // half-closed is gone, for events
  await client.rest();
  assert.equal((await numbers(wide))["events"], 0);
});

test("a full pool lets nobody else in until somebody leaves", async () => {
  const clients = await Promise.all(Array.from({ length: NARROW_CONNECTIONS }, () => Client.connect(narrow.port)));
  for (const client of clients) client.send("GET /slow?ms=1000 HTTP/1.1\r\nHost: h\r\n\r\n");
  await delay(30); // they have the four seats
  const late = await Promise.all(Array.from({ length: 6 }, () => Client.connect(narrow.port)));
  for (const client of late) client.send("GET /hello HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  assert.ok(await late[0]!.isQuiet(100));
  for (const client of clients) {
    assert.equal((await client.response()).body.toString(), "slept\n");
    client.close();
  }
  for (const client of late) assert.equal((await client.response()).body.toString(), "hello\n");
});

const HOST = "Host: h\r\n";

test("bad requests get their status, then a closed connection", async () => {
  const cases: readonly (readonly [number, string])[] = [
    [400, "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"],
    [400, "GET\r\n\r\n"],
    [400, "GET / HTTP/1.1\r\n\r\n"],
    [400, `GET / HTTP/1.1\nHost: h\n\n`],
    [400, `GET / HTTP/1.1\r\n${HOST}X : y\r\n\r\n`],
    [400, `GET / HTTP/1.1\r\n${HOST}X: y\r\n folded\r\n\r\n`],
    [400, `GET / HTTP/1.1\r\n${HOST}X: \x00\r\n\r\n`],
    [400, `${POST}Content-Length: x\r\n\r\n`],
    [400, `${POST}Content-Length: -1\r\n\r\n`],
    [400, `${POST}Content-Length: 1\r\nContent-Length: 2\r\n\r\nab`],
    [400, `${POST}Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`],
    [400, `${POST}Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n`],
    [400, `${POST}Transfer-Encoding: chunked\r\n\r\nx\r\n`],
    [400, `${POST}Transfer-Encoding: chunked\r\n\r\n-5\r\nhello\r\n0\r\n\r\n`],
    [413, `${POST}Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n`],
    [413, `${POST}Content-Length: 99999999999999999999\r\n\r\n`],
    [414, `GET /${"a".repeat(INPUT_BYTES)}`],
    [417, `${POST}Expect: miracles\r\n\r\n`],
    [431, `GET / HTTP/1.1\r\n${HOST}X: ${"a".repeat(INPUT_BYTES)}\r\n\r\n`],
    [431, `GET / HTTP/1.1\r\n${HOST}${"X: y\r\n".repeat(INPUT_BYTES / 6)}\r\n`],
    [501, `${POST}Transfer-Encoding: gzip\r\n\r\n`],
    [505, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"],
  ];
  for (const [status, text] of cases) {
    const client = await Client.connect(wide.port);
    client.send(text).socket.end();
    const response = await client.response();
    assert.deepEqual([response.status, response.fields.get("connection")], [status, "close"], JSON.stringify(text.slice(0, 99)));
    assert.equal(await client.rest(), "");
  }
});

test("the answer to a bad request arrives though the client goes on sending", async () => {
  const client = await Client.connect(wide.port);
  client.send(`${POST}Content-Length: 999999999999\r\n\r\n`);
  for (let i = 0; i < 50; i++) client.send(Buffer.alloc(16384));
  assert.equal((await client.response()).status, 413);
  client.close();
});

test("good requests before a bad one are answered", async () => {
  const text = await exchange(wide.port, `GET /hello HTTP/1.1\r\n${HOST}\r\nGET /hello HTTP/1.1\r\n${HOST}\r\nBAD\r\n\r\n`);
  assert.deepEqual([...text.matchAll(/HTTP\/1\.1 (\d+)/g)].map(match => match[1]), ["200", "200", "400"]);
});

test("a head that just fits is read, also behind other requests", async () => {
  const start = `GET /hello HTTP/1.1\r\n${HOST}X: `;
  const fits = `${start}${"a".repeat(INPUT_BYTES - start.length - 4)}\r\n\r\n`;
  assert.equal(fits.length, INPUT_BYTES);
  const client = await Client.connect(wide.port);
  for (let i = 0; i < 3; i++) client.send(fits);
  for (let i = 0; i < 3; i++) assert.equal((await client.response()).status, 200);
  assert.equal((await client.send(fits.replace("X:", "XX:")).response()).status, 431);
  client.close();
});

test("truncated requests end the connection", async () => {
  for (const text of ["GET / HTTP/1.1\r\nHost: h\r\nX: y", `${POST}Content-Length: 10\r\n\r\n`, `${POST}Transfer-Encoding: chunked\r\n\r\n5\r\n`]) {
    const client = await Client.connect(wide.port);
    client.send(text).socket.end();
    assert.match(await client.rest(), /^HTTP\/1\.1 400 /, JSON.stringify(text));
  }
  // After the answer has begun, only its end can tell.
  const client = await Client.connect(wide.port);
  client.send(`${POST}Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n`);
  await client.until("hello");
  client.socket.end();
  assert.doesNotMatch(await client.rest(), /\r\n0\r\n\r\n$/);
  // Reset in the middle.
  for (const text of ["GET", `${POST}Content-Length: 10\r\n\r\nabc`, "GET /slow?ms=20 HTTP/1.1\r\nHost: h\r\n\r\n"]) {
    const reset = await Client.connect(wide.port);
    reset.send(text);
    await delay(5);
    reset.socket.resetAndDestroy();
  }
  // Reset while the server's write waits for room.
  const stuck = await Client.connect(wide.port);
  stuck.socket.pause();
  stuck.send(`${POST}Content-Length: 20000000\r\n\r\n`).send(Buffer.alloc(20_000_000));
  await eventually("nothing moves", async () => {
    const before = stuck.socket.bytesWritten - stuck.socket.writableLength;
    await delay(100);
    return stuck.socket.writableLength > 0 && before === stuck.socket.bytesWritten - stuck.socket.writableLength;
  });
  assert.equal((await numbers(wide))["echoing"], 1);
  stuck.socket.resetAndDestroy();
  await eventually("all have left", async () => (await numbers(wide))["echoing"] === 0);
});

test("whatever comes, every client gets whole answers and a closed connection", async () => {
  const parts = [
    "GET", "POST", " /", "/hello", "/echo", " ", "HTTP/1.1", "\r\n", "\r\n\r\n", "Host: h", "Content-Length: 5", "Transfer-Encoding: chunked", "Expect: 100-continue",
    "Connection: keep-alive", "5\r\nhello\r\n", "0\r\n\r\n", "\x00", "\xff", "\n", ":", "a".repeat(3000), `GET /hello HTTP/1.1\r\n${HOST}\r\n`,
    `${POST}Content-Length: 5\r\n\r\nhello`, `${POST}Transfer-Encoding: chunked\r\n\r\n`, `GET / HTTP/1.1\r\n${HOST}\r\n`, `HEAD / HTTP/1.0\r\n\r\n`,
  ];
  let state = 12345;
  const random = (n: number): number => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return (state >>> 8) % n;
  };
  await Promise.all(Array.from({ length: 40 }, async () => {
    for (let round = 0; round < 10; round++) {
      const text = Array.from({ length: 1 + random(8) }, () => parts[random(parts.length)]!);
      const client = await Client.connect(wide.port);
      for (const part of text) {
        client.send(part);
        if (random(2)) await new Promise(setImmediate);
      }
      client.socket.end();
      const answer = await client.rest();
      assert.match(answer, /^(HTTP\/1\.1 [1-5]\d\d [^]*|)$/, JSON.stringify(text));
    }
  }));
});

test("a body over the limit is refused, however it is announced", async () => {
  const byLength = await Client.connect(narrow.port);
  assert.equal((await byLength.send(`${POST}Content-Length: ${NARROW_BODY_BYTES + 1}\r\n\r\n`).response()).status, 413);
  byLength.close();
  const byChunk = await Client.connect(narrow.port);
  assert.equal((await byChunk.send(`${POST}Transfer-Encoding: chunked\r\n\r\n${(NARROW_BODY_BYTES + 1).toString(16)}\r\n`).response()).status, 413);
  byChunk.close();
  const atLimit = await Client.connect(narrow.port);
  const most = Buffer.alloc(NARROW_BODY_BYTES, "x");
  assert.equal((await atLimit.send(`${POST}Content-Length: ${NARROW_BODY_BYTES}\r\n\r\n`).send(most).response()).body.length, NARROW_BODY_BYTES);
  // The second chunk goes over it, when the answer has begun.
  atLimit.send(`${POST}Transfer-Encoding: chunked\r\n\r\n${NARROW_BODY_BYTES.toString(16)}\r\n`).send(most).send("\r\n1\r\nx\r\n0\r\n\r\n");
  assert.doesNotMatch(await atLimit.rest(), /\r\n0\r\n\r\n$/);
});

test("who is idle is disconnected, who trickles gets 408, and who takes nothing is cut off", async () => {
  const start = performance.now();
  const idle = await Client.connect(narrow.port);
  const trickling = await Client.connect(narrow.port);
  const trickle = setInterval(() => trickling.send("X"), 40);
  trickling.send("GET / HTTP/1.1\r\n");
  const slowBody = await Client.connect(narrow.port);
  slowBody.send(`${POST}Content-Length: 100000\r\n\r\n`);
  const bodyTrickle = setInterval(() => slowBody.send("x"), 40);
  assert.equal(await idle.rest(), "");
  assert.ok(performance.now() - start >= NARROW_PATIENCE_MS - 5);
  assert.match(await trickling.rest(), /^HTTP\/1\.1 408 /);
  clearInterval(trickle);
  await slowBody.rest();
  clearInterval(bodyTrickle);
  assert.ok(performance.now() - start < NARROW_PATIENCE_MS * 8, `${performance.now() - start} ms`);

  // Wants its body back but never reads: the server's write can't end.
  const taking = await Client.connect(narrow.port);
  taking.socket.pause();
  for (let i = 0; i < 200; i++) taking.send(`${POST}Content-Length: ${NARROW_BODY_BYTES}\r\n\r\n`).send(Buffer.alloc(NARROW_BODY_BYTES));
  await eventually("nobody but us is left", async () => (await numbers(narrow))["open"] === 1);
  taking.close();
});

test("an active connection outlives the patience with an idle one", async () => {
  const client = await Client.connect(narrow.port);
  for (let i = 0; i < 6; i++) {
    await delay(NARROW_PATIENCE_MS / 4);
    assert.equal((await client.send(`GET /hello HTTP/1.1\r\n${HOST}\r\n`).response()).status, 200);
  }
  assert.equal((await client.send(`GET /slow?ms=${NARROW_PATIENCE_MS * 2} HTTP/1.1\r\n${HOST}\r\n`).response()).status, 200);
  client.close();
});

test("memory stays the same, and the module can't grow it", async () => {
  for (const server of [wide, narrow]) {
    const module = new WebAssembly.Module(server.wasm);
    assert.deepEqual(WebAssembly.Module.imports(module), []);
    const parsed = binaryen.readBinary(server.wasm);
    const text = parsed.emitText();
    parsed.dispose();
    assert.match(text, /memory\.copy|memory\.fill|i32\.store/, "the text is one of code");
    assert.doesNotMatch(text, /memory\.(grow|size)/);
  }
  const buffer = wide.app.memory.buffer;
  const client = await Client.connect(wide.port);
  for (let round = 0; round < 100; round++) {
    client.send(`GET /hello HTTP/1.1\r\n${HOST}\r\n`.repeat(100));
    for (let i = 0; i < 100; i++) await client.response();
  }
  client.close();
  assert.equal(wide.app.memory.buffer, buffer);
});

test("what cannot start says why", async t => {
  const program = join((await folderWith(t, {})), "server.wasm");
  await writeFile(program, wide.wasm);
  const taken = createServer().listen(0, "127.0.0.1");
  await new Promise(resolve => taken.once("listening", resolve));
  const { port } = taken.address() as { port: number };
  assert.deepEqual(await tacet(["run", program, "--", String(port)], ROOT), { code: 1, stdout: "", stderr: "the port is in use\n" });
  taken.close();
  for (const word of ["x", "65536", "-1", "123456789"]) {
    assert.deepEqual(await tacet(["run", program, "--", word], ROOT), { code: 2, stdout: "", stderr: "usage: http-server [port]\n" });
  }
});

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  test(`${signal} ends idle connections at once, running requests when they are done, and exits with 0`, async t => {
    const program = join((await folderWith(t, {})), "server.wasm");
    await writeFile(program, narrow.wasm);
    const child = spawn(process.execPath, [join(ROOT, "dist/cli/main.js"), "run", program, "--", "0"], { stdio: ["ignore", "pipe", "inherit"] });
    t.after(() => child.kill("SIGKILL"));
    const port = Number(/:(\d+)\//.exec(String((await child.stdout.take(1).toArray())[0]))?.[1]);
    const exit = new Promise<number | null>(resolve => child.once("exit", resolve));
    const [idle, running, events, endless] = await Promise.all([1, 2, 3, 4].map(() => Client.connect(port))) as [Client, Client, Client, Client];
    await idle.send(`GET /hello HTTP/1.1\r\n${HOST}\r\n`).response();
    running.send(`GET /slow?ms=1000 HTTP/1.1\r\n${HOST}\r\n`);
    events.send(`GET /events HTTP/1.1\r\n${HOST}\r\n`);
    await events.until("data: ");
    endless.send(`GET /slow?ms=50000 HTTP/1.1\r\n${HOST}\r\n`);
    await delay(50);
    const start = performance.now();
    child.kill(signal);
    await idle.rest();
    await events.rest();
    assert.ok(performance.now() - start < 900, "before the running request ended");
    await assert.rejects(Client.connect(port), /ECONNREFUSED/);
    const last = await running.response();
    assert.deepEqual([last.status, last.fields.get("connection"), await running.rest()], [200, "close", ""]);
    assert.equal(await endless.rest(), "", "it had its time");
    assert.equal(await exit, 0);
  });
}

const curl = spawnSync("curl", ["--version"]).status === 0;

test("curl", { skip: curl ? false : "curl is not installed" }, async t => {
  const run = async (...words: string[]): Promise<string> => {
    const child = spawn("curl", ["-sS", "--max-time", "20", ...words], { stdio: ["ignore", "pipe", "inherit"] });
    const text = Buffer.concat(await child.stdout.toArray() as Buffer[]).toString("latin1");
    return text;
  };
  const url = `http://127.0.0.1:${wide.port}`;
  const body = randomBytes(1_500_000);
  const file = join(await folderWith(t, {}), "body");
  await writeFile(file, body);
  assert.equal(await run(`${url}/hello`, `${url}/hello`), "hello\nhello\n");
  assert.match(await run("-i", "-X", "DELETE", `${url}/`), /^HTTP\/1\.1 405 /);
  assert.match(await run("-I", `${url}/`), /Content-Length: \d+/);
  assert.equal(await run("--data-binary", `@${file}`, "-H", "Expect: 100-continue", `${url}/echo`), body.toString("latin1"));
  assert.equal(await run("--data-binary", `@${file}`, "-H", "Transfer-Encoding: chunked", `${url}/echo`), body.toString("latin1"));
});
