// Goal: strings cross the border, and nothing the host holds goes stale when a collecting runtime collects or grows memory.
// Method: tests/host/guest/gc.as.ts under --runtime incremental and minimal with --exportRuntime.

import assert from "node:assert/strict";
import { once } from "node:events";
import net from "node:net";
import { join } from "node:path";
import { describe, test } from "node:test";
import { instantiate, type App } from "../../host/node.js";
import { compileGuest, ROOT } from "./compile.js";

interface Program {
  greet(name: string, other: string): Promise<string>;
  exists(directory: string, name: string): Promise<number>;
  churn(rounds: number): Promise<void>;
  grow(pages: number): Promise<number>;
  readOnce(port: number): Promise<string>;
}

for (const runtime of ["incremental", "minimal"]) {
  describe(`runtime ${runtime}`, { timeout: 120_000 }, () => {
    const start = async (): Promise<App<Program>> => instantiate<Program>(
      await compileGuest("tests/host/guest/gc.as.ts", ["--transform", "./dist/transform.js", "--runtime", runtime, "--exportRuntime"]),
    );

    test("strings_are_arguments_and_results", async () => {
      const app = await start();
      assert.equal(await app.exports.greet("Ada", "Brünhild 😀"), "hello Ada and Brünhild 😀");
      await assert.rejects(app.exports.greet("Ada", 7 as unknown as string), /argument 2 must be a string \(string\), not the number 7/);
      const [greeting] = await Promise.all([app.exports.greet("x".repeat(5000), ""), app.exports.churn(20)]);
      assert.equal(greeting, `hello ${"x".repeat(5000)} and `);
      await app.close();
    });

    test("a_path_made_at_run_time_lives_as_long_as_its_operation", async () => {
      const app = await start();
      const opened = app.exports.exists(ROOT, "package.json");
      await app.exports.churn(10);
      assert.equal(await opened, 1);
      assert.notEqual(await app.exports.exists(join(ROOT, "nothing"), "here"), 1);
      await app.close();
    });

    test("memory_may_grow_while_a_read_waits", async () => {
      const app = await start();
      const server = net.createServer().listen(0, "127.0.0.1");
      await once(server, "listening");
      const read = app.exports.readOnce((server.address() as net.AddressInfo).port);
      const [socket] = await once(server, "connection") as [net.Socket];
      await new Promise((resolve) => setTimeout(resolve, 20));
      assert.equal(await app.exports.grow(40), 40);
      socket.end("after the growth");
      assert.equal(await read, "after the growth");
      server.close();
      await app.close();
    });
  });
}
