// The examples do what their first lines say, through the command a user would type.

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { test, type TestContext } from "node:test";
import { execute, folderWith, start, tacet, type Outcome } from "../cli/tacet.js";

test("hello greets twice, the child task last", async () => {
  const outcome = await tacet(["run", "examples/hello/main.ts"], ".");
  assert.deepEqual(outcome, { code: 0, stdout: "hello there\nhello world\n", stderr: "" });
});

test("files copies every byte, and says what is wrong", async t => {
  const folder = await folderWith(t, {});
  const program = join(folder, "files.wasm");
  assert.equal((await tacet(["build", "examples/files/main.ts", "-o", program], ".")).code, 0);
  // Longer than the buffer, and not a multiple of it.
  const content = randomBytes(3 * 4096 + 17);
  await writeFile(join(folder, "from"), content);
  const copied = await tacet(["run", program, "--", join(folder, "from"), join(folder, "to")], folder);
  assert.deepEqual(copied, { code: 0, stdout: `${content.length} bytes\n`, stderr: "" });
  assert.deepEqual(await readFile(join(folder, "to")), content);

  await writeFile(join(folder, "empty"), "");
  assert.equal((await tacet(["run", program, "--", join(folder, "empty"), join(folder, "to")], folder)).stdout, "0 bytes\n");
  assert.equal((await readFile(join(folder, "to"))).length, 0, "the target is truncated");

  const missing = await tacet(["run", program, "--", join(folder, "absent"), join(folder, "to")], folder);
  assert.equal(missing.code, 1);
  assert.match(missing.stderr, /cannot read .*absent: error -44/);
  const unused = await tacet(["run", program], folder);
  assert.equal(unused.code, 2);
  assert.match(unused.stderr, /usage/);
});

test("host-call asks JavaScript for every temperature", async t => {
  const folder = await folderWith(t, {});
  const program = join(folder, "host-call.wasm");
  assert.equal((await tacet(["build", "examples/host-call/main.ts", "-o", program], ".")).code, 0);
  const outcome = await execute(process.execPath, [resolve("examples/host-call/run.mjs"), program], folder);
  assert.deepEqual(outcome, { code: 0, stdout: "mean of 3 rooms: 21\nwarm after 4 readings\n", stderr: "" });
});

/** A server whose connections meet `serve` with their number, from 1 on, and what they say first. */
async function serverOf(t: TestContext, serve: (socket: Socket, number: number, request: string) => void): Promise<number> {
  let count = 0;
  const server = createServer(socket => {
    const number = ++count;
    socket.on("error", () => undefined); // what the program does to its end is its business
    socket.once("data", data => serve(socket, number, String(data)));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => server.close());
  return (server.address() as AddressInfo).port;
}

test("retry asks again after a time-out, a reset and a closed connection", async t => {
  const folder = await folderWith(t, {});
  const program = join(folder, "retry.wasm");
  assert.equal((await tacet(["build", "examples/retry/main.ts", "-o", program], ".")).code, 0);
  const port = await serverOf(t, (socket, number) => {
    if (number === 2) socket.resetAndDestroy();
    else if (number === 3) socket.end();
    else if (number > 3) socket.end("pong");
  });
  assert.deepEqual(await tacet(["run", program, "--", `${port}`], folder), {
    code: 0,
    stdout: [
      "closed", "try 1: TimeoutError The operation timed out",
      "closed", "try 2: IoError ECONNRESET",
      "closed", "try 3: Error no answer",
      "closed", "answer: pong", "",
    ].join("\n"),
    stderr: "",
  });

  const refused = await tacet(["run", program, "--", "1"], folder);
  assert.equal(refused.code, 1);
  assert.equal(refused.stdout.split("\n").filter(line => line.endsWith("IoError ECONNREFUSED")).length, 5);
  assert.equal(refused.stderr, "no luck: the network says ECONNREFUSED\n");
});

test("shutdown lets clients finish, and cuts off who does not", async t => {
  const folder = await folderWith(t, {});
  const program = join(folder, "shutdown.wasm");
  assert.equal((await tacet(["build", "examples/shutdown/main.ts", "-o", program], ".")).code, 0);
  const server = start(["run", program, "--", "0"], folder);
  t.after(() => server.kill("SIGKILL"));
  let printed = "";
  const stdout = server.stdout!;
  stdout.setEncoding("utf8").on("data", (text: string) => void (printed += text));
  const line = async (pattern: RegExp): Promise<RegExpExecArray> => {
    for (;;) {
      const match = pattern.exec(printed);
      if (match) return match;
      await once(stdout, "data");
    }
  };
  const port = Number((await line(/listening on (\d+)\n/))[1]);
  const talk = async (socket: Socket, text: string): Promise<string> => {
    socket.write(text);
    return String((await once(socket, "data"))[0]);
  };
  const [polite, stubborn] = [connect(port, "127.0.0.1"), connect(port, "127.0.0.1")];
  assert.equal(await talk(polite, "one"), "one");
  assert.equal(await talk(stubborn, "two"), "two");
  server.kill("SIGINT");
  await line(/stopping with 2 client\(s\)\n/);
  assert.equal(await talk(polite, "still served"), "still served");
  polite.end();
  stubborn.on("error", () => undefined).resume();
  await Promise.all([once(stubborn, "close"), once(server, "exit")]);
  assert.equal(server.exitCode, 0);
  assert.match(printed, /a client is done\nclosed\nclosed\nstopped\n$/);
});

test("pipeline prints the lines that match, and reads no more than they need", async t => {
  const folder = await folderWith(t, {});
  const program = join(folder, "pipeline.wasm");
  assert.equal((await tacet(["build", "examples/pipeline/main.ts", "-o", program], ".")).code, 0);
  const search = async (content: string, word = "über"): Promise<Outcome> => {
    await writeFile(join(folder, "text"), content);
    return await tacet(["run", program, "--", join(folder, "text"), word], folder);
  };
  // Its umlauts lie across the borders of chunks.
  const line = (i: number): string => i % 100 === 7 ? `${i} über` : `${i} ${"ü".repeat(i % 9)}`;
  const lines = Array.from({ length: 600 }, (_, i) => line(i + 1));
  const all = lines.join("\n");
  const cut = await search(all);
  const [closed] = cut.stdout.split("\n").slice(-2);
  assert.equal(cut.code, 0);
  assert.deepEqual(cut.stdout.split("\n").slice(0, 5), [7, 107, 207, 307, 407].map(i => `${i}: ${line(i)}`));
  const read = Number(/^closed after (\d+) bytes$/.exec(closed)![1]);
  const needed = Buffer.byteLength(lines.slice(0, 407).join("\n")) + 1;
  assert.equal(read, Math.ceil(needed / 512) * 512);

  const few = lines.slice(0, 150).join("\n");
  assert.deepEqual(await search(few), {
    code: 0, stdout: `7: ${line(7)}\n107: ${line(107)}\nclosed after ${Buffer.byteLength(few)} bytes\n`, stderr: "",
  });
  assert.deepEqual(await search("one\ntwo"), { code: 1, stdout: "closed after 7 bytes\n", stderr: "" });
  assert.deepEqual(await search(`über\n${"x".repeat(257)}`), {
    code: 3, stdout: "1: über\nclosed after 263 bytes\n", stderr: "RangeError: a line is too long\n",
  });
  assert.deepEqual(await tacet(["run", program, "--", join(folder, "absent"), "x"], folder), { code: 3, stdout: "", stderr: "IoError: ENOENT\n" });
});

/** How many of something are under way, and how many were at most. */
class Gauge {
  now = 0;
  most = 0;

  enter(): void {
    this.most = Math.max(this.most, ++this.now);
  }

  leave(): void {
    this.now--;
  }
}

test("crawler loads at most five pages at a time, beside one file at a time", async t => {
  const folder = await folderWith(t, {});
  const program = join(folder, "crawler.wasm");
  assert.equal((await tacet(["build", "examples/crawler/main.ts", "-o", program], ".")).code, 0);
  const numbers = Array.from({ length: 12 }, (_, i) => i);
  const site = new Map([["/", `${numbers.map(i => `page /${i}\n`).join("")}page /absent\npage /`]]);
  for (const i of numbers) {
    site.set(`/${i}`, `page /${(i * 5) % 12}\npage /deep${i % 2}\nfile /f${i}`);
    site.set(`/f${i}`, "x".repeat(2_000));
  }
  site.set("/deep0", "").set("/deep1", "page /0");
  const [pages, files] = [new Gauge(), new Gauge()];
  const asked: string[] = [];
  const port = await serverOf(t, (socket, _, request) => {
    const path = /^GET (\S+) HTTP/.exec(request)![1];
    const gauge = path.startsWith("/f") ? files : pages;
    const body = site.get(path);
    asked.push(path);
    gauge.enter();
    // Nobody is answered before five ask at the same time, or a second has passed: on a busy machine they come late.
    const from = performance.now();
    const timer = setInterval(() => {
      if (pages.most < 5 && performance.now() - from < 1000) return;
      clearInterval(timer);
      gauge.leave();
      socket.end(body === undefined ? "HTTP/1.0 404 Not Found\r\n\r\n" : `HTTP/1.0 200 OK\r\n\r\n${body}`);
    }, 15);
  });
  const characters = [...site.values()].reduce((sum, body) => sum + body.length, 0);
  assert.deepEqual(await tacet(["run", program, "--", `${port}`], folder), {
    code: 1, stdout: `/absent: 404\n16 pages, 12 files, ${characters} characters, 1 failures\n`, stderr: "",
  });
  assert.equal(asked.length, new Set(asked).size, "nothing is asked for twice");
  assert.equal(pages.most, 5);
  assert.equal(files.most, 1);
});

test("workers share the jobs, and keep to the rate", async t => {
  const folder = await folderWith(t, {});
  const program = join(folder, "workers.wasm");
  assert.equal((await tacet(["build", "examples/workers/main.ts", "-o", program], ".")).code, 0);
  const busy = new Gauge();
  const times: number[] = [];
  const port = await serverOf(t, (socket, number, request) => {
    times.push(performance.now());
    busy.enter();
    setTimeout(() => {
      busy.leave();
      if (number === 4) socket.resetAndDestroy();
      else if (Number(request) === 7) socket.end();
      else socket.end(`${Number(request) ** 2}`);
    }, 50);
  });
  const outcome = await tacet(["run", program, "--", `${port}`, "10"], folder);
  assert.equal(outcome.stderr, "");
  const squares = Array.from({ length: 10 }, (_, i) => (i + 1) ** 2).reduce((sum, square) => sum + square, 0);
  assert.match(outcome.stdout, new RegExp(`sum ${squares - 49}, 1 lost\n$`));
  assert.equal(outcome.stdout.split("\n").filter(line => line === "job 7: no answer").length, 3);
  assert.equal(outcome.stdout.split("\n").filter(line => line.endsWith("the network says ECONNRESET")).length, 1);
  assert.equal(outcome.code, 1);
  assert.equal(times.length, 13);
  assert.ok(busy.most > 1 && busy.most <= 3, `${busy.most} at a time`);
  // Turns come every 20 ms; an arrival may be late by itself, so the whole is looked at.
  assert.ok(times[12] - times[0] >= 12 * 20 - 15, `${times[12] - times[0]} ms`);
});
