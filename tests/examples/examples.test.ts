// The examples do what their first lines say, through the command a user would type.

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { test, type TestContext } from "node:test";
import { execute, folderWith, start, tacet } from "../cli/tacet.js";

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

/** A server whose connections meet `serve` with their number, from 1 on. */
async function serverOf(t: TestContext, serve: (socket: Socket, number: number) => void): Promise<number> {
  let count = 0;
  const server = createServer(socket => {
    const number = ++count;
    socket.on("error", () => undefined); // what the program does to its end is its business
    socket.once("data", () => serve(socket, number));
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
