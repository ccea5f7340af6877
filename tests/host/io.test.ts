// Goal: programs as users write them do their I/O on the Node host: sockets, files, streams, signals, cancelling, a full ring.
// Method: tests/host/guest/io.as.ts through the transform, under --runtime stub; real sockets and files.

import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdir } from "node:fs/promises";
import net from "node:net";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { before, describe, test } from "node:test";
import { Errno } from "../../host/abi.js";
import { instantiate, type App, type InstantiateOptions, type Report } from "../../host/node.js";
import { compileGuest, ROOT } from "./compile.js";
import { Capture } from "./puppet.js";
import { fuzz, type Random } from "./random.js";

interface Program {
  serve(options?: { signal: AbortSignal }): Promise<number>;
  tryListen(port: number): Promise<number>;
  dial(port: number): Promise<number>;
  receive(length: number, options?: { signal: AbortSignal }): Promise<number>;
  hangUp(): Promise<void>;
  cat(): Promise<number>;
  roundTrip(): Promise<number>;
  open(): Promise<number>;
  waitForHangup(options?: { signal: AbortSignal }): Promise<number>;
  tick(ms: number): Promise<number>;
}

const COMPILE = ["--transform", "./dist/transform.js", "--runtime", "stub", "--use", "TACET_RING_LOG2=4"];

async function start(options: InstantiateOptions = {}): Promise<App<Program> & { reports: Report[] }> {
  const reports: Report[] = [];
  const app = await instantiate<Program>(await compileGuest("tests/host/guest/io.as.ts", COMPILE), { onReport: (report) => reports.push(report), ...options });
  return Object.assign(app, { reports });
}

/** One client: sends, resets, stops half-way, or reads nothing; what it reads is a prefix of what it sent. */
async function visit(port: number, random: Random): Promise<void> {
  const client = net.connect({ port, host: "127.0.0.1", allowHalfOpen: true });
  client.on("error", () => undefined);
  const closed = new Promise<void>((resolve) => client.once("close", () => resolve()));
  const sent = Buffer.from(Array.from({ length: random.below(20_000) }, () => random.below(256)));
  const got: Buffer[] = [];
  client.on("data", (chunk: Buffer) => got.push(chunk));
  if (random.chance(20)) client.pause();
  await once(client, "connect");
  for (let at = 0; at < sent.length;) {
    const end = Math.min(sent.length, at + 1 + random.below(4000));
    client.write(sent.subarray(at, end));
    at = end;
    if (random.chance(30)) await new Promise((resolve) => setImmediate(resolve));
    if (random.chance(5)) client.resetAndDestroy();
  }
  const isWhole = random.chance(50) && !client.destroyed && !client.isPaused();
  if (isWhole) {
    client.end();
    await once(client, "end");
    assert.ok(Buffer.concat(got).equals(sent), "the whole echo");
  }
  client.destroy();
  await closed;
  const echo = Buffer.concat(got);
  assert.ok(echo.equals(sent.subarray(0, echo.length)), "a prefix of what was sent");
}

describe("programs", { timeout: 120_000 }, () => {
  before(() => mkdir(join(ROOT, "build"), { recursive: true }));

  test("an_echo_server_serves_many_clients_without_copying", async () => {
    const app = await start();
    const port = await app.exports.serve();
    assert.ok(port > 0, `port ${port}`);
    const clients = await Promise.all(Array.from({ length: 50 }, async (_, n) => {
      const client = net.connect(port, "127.0.0.1");
      await once(client, "connect");
      let got = "";
      client.on("data", (chunk: Buffer) => (got += chunk.toString()));
      const sent = Array.from({ length: 20 }, (_unused, k) => `client ${n} message ${k};`);
      for (const message of sent) {
        const already = got.length;
        client.write(message);
        while (got.length < already + message.length) await new Promise((resolve) => setImmediate(resolve));
      }
      client.end();
      await once(client, "close");
      return got === sent.join("");
    }));
    assert.ok(clients.every(Boolean));
    const { bytes, bytesCopied } = app.stats;
    assert.ok(bytes.socketRead > 10_000 && bytes.socketRead === bytes.socketWrite);
    assert.deepEqual([bytesCopied.socketRead, bytesCopied.socketWrite], [0, 0]);
    assert.equal(await app.exports.tryListen(port), Errno.EADDRINUSE * -1);
    assert.deepEqual(app.reports, []);
    await app.close();
  });

  test("more_clients_than_pool_slots_wait_their_turn", async () => {
    const app = await start();
    const port = await app.exports.serve();
    const clients = Array.from({ length: 100 }, () => net.connect(port, "127.0.0.1"));
    for (const client of clients) client.write("hi");
    let answered = 0;
    await Promise.all(clients.map(async (client) => {
      const [chunk] = await once(client, "data") as [Buffer];
      assert.equal(chunk.toString(), "hi");
      answered++;
      client.end(); // its slot is free for the next
    }));
    assert.equal(answered, 100);
    await app.close();
  });

  test("clients_that_misbehave_leave_nothing_behind", async () => {
    const app = await start();
    const port = await app.exports.serve();
    await fuzz(1, async (random) => {
      await Promise.all(Array.from({ length: 300 }, () => visit(port, random)));
    });
    const client = net.connect(port, "127.0.0.1");
    client.write("still there");
    const [chunk] = await once(client, "data") as [Buffer];
    assert.equal(chunk.toString(), "still there");
    client.destroy();
    assert.deepEqual(app.reports, []);
    await app.close();
  });

  // In batch mode a completion often lies in the ring when the cancel comes: the bytes go back to the host.
  for (const mode of ["sync", "batch"] as const) test(`a_cancelled_read_loses_no_bytes_${mode}`, async () => {
    const server = net.createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const accepted = once(server, "connection") as Promise<[net.Socket]>;
    const app = await start({ mode });
    const { port } = server.address() as net.AddressInfo;
    assert.equal(await app.exports.dial(port), 0);
    const [socket] = await accepted;
    let sent = 0;
    let received = "";
    const { inboxAddress } = app.instance.exports as unknown as { inboxAddress(): number };
    for (let round = 0; round < 200; round++) {
      const controller = new AbortController();
      const read = app.exports.receive(7, { signal: controller.signal });
      if (round % 3 !== 0) socket.write(String(sent++ % 10));
      if (round % 2 === 0) await new Promise((resolve) => setImmediate(resolve));
      if (round % 5 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
      controller.abort();
      const bytes = await read.catch(() => 0);
      received += Buffer.from(app.memory.buffer, inboxAddress(), bytes).toString();
    }
    socket.end();
    for (;;) {
      const bytes = await app.exports.receive(7);
      assert.ok(bytes >= 0);
      if (bytes === 0) break;
      received += Buffer.from(app.memory.buffer, inboxAddress(), bytes).toString();
    }
    assert.equal(received, Array.from({ length: sent }, (_, n) => String(n % 10)).join(""));
    assert.deepEqual(app.reports, []);
    await app.exports.hangUp();
    await app.exports.hangUp();
    server.close();
    await app.close();
  });

  test("stdin_goes_to_stdout", async () => {
    const stdin = new PassThrough();
    const stdout = new Capture();
    const app = await start({ stdin, stdout });
    stdin.write("one ");
    const text = "x".repeat(3000);
    setTimeout(() => stdin.end(text), 5);
    assert.equal(await app.exports.cat(), 3004);
    assert.equal(stdout.text, "one " + text);
    await app.close();
  });

  test("files_and_their_errors", async () => {
    const app = await start();
    assert.equal(await app.exports.roundTrip(), 1084);
    assert.equal(await app.exports.open(), 1);
    assert.equal(app.stats.bytesCopied.fileRead, 0);
    await app.close();
  });

  test("a_signal_wakes_the_one_who_waits_and_a_cancel_ends_the_wait", async () => {
    const app = await start();
    const wait = app.exports.waitForHangup();
    process.kill(process.pid, "SIGHUP");
    assert.equal(await wait, 1);
    const controller = new AbortController();
    const cancelled = app.exports.waitForHangup({ signal: controller.signal });
    assert.ok(app.isWaitingFor("SIGHUP"));
    controller.abort();
    await assert.rejects(cancelled, { name: "AbortError" });
    assert.ok(!app.isWaitingFor("SIGHUP"));
    await app.close();
  });

  test("close_says_that_it_was_close_that_cancelled_and_takes_no_more_calls", async () => {
    const app = await start();
    const wait = app.exports.waitForHangup();
    const closing = app.close();
    await assert.rejects(app.exports.open(), { name: "TacetClosed", message: "the app was closed" });
    await assert.rejects(wait, { name: "TacetClosed", message: "the app was closed" });
    await closing;
    assert.equal(app.close(), closing);
  });

  test("a_full_submission_ring_parks_and_loses_nobody", async () => {
    const app = await start();
    const calls = Array.from({ length: 500 }, () => app.exports.tick(3)); // they wake together and submit in one turn; 16 entries
    const results = await Promise.all(calls);
    assert.ok(results.every((result) => result === 0));
    assert.ok(app.stats.submissions >= 500);
    await app.close();
  });
});
