// The HTTP server's page in a browser: it shows, its numbers follow the server's by events, no script of it throws.

import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { test } from "node:test";
import { instantiate } from "../../host/node.js";
import { findChromium, Page } from "../support/chromium.js";
import { compileGuest } from "../support/compile.js";

const REQUESTS = 25;
const PNG = Buffer.from("\x89PNG\r\n", "latin1");

const chromium = findChromium();

test("the page shows the server's numbers live", { skip: chromium ? false : "chromium is not installed" }, async t => {
  const { ok, binary, printed } = await compileGuest(["examples/http-server/main.ts"], ["--runtime", "stub", "-O3", "--use", "HTTP_EVENT_MS=50"]);
  assert.ok(ok, printed);
  const stdout = new PassThrough();
  const app = await instantiate<{ main(): Promise<number> }>(binary, { args: ["0"], stdout });
  t.after(() => app.close());
  void app.exports.main().catch(() => undefined); // closing cancels it
  const port = Number(/:(\d+)\/\n$/.exec(String((await stdout.take(1).toArray())[0]))?.[1]);

  const page = await Page.open(chromium!, `http://127.0.0.1:${port}/`);
  t.after(() => page.close());
  const number = (id: string): string => `Number(document.getElementById("${id}").textContent.replaceAll(",", ""))`;
  await page.until(`document.readyState === "complete"`);
  assert.equal(await page.evaluate("document.title"), "Tacet HTTP server");
  await page.until(`${number("v12")} === 1`); // its own connection sends events
  const before = Number(await page.evaluate(number("v1")));
  for (let i = 0; i < REQUESTS; i++) assert.equal(await (await fetch(`http://127.0.0.1:${port}/hello`)).text(), "hello\n");
  await page.until(`${number("v1")} >= ${before + REQUESTS}`);
  assert.equal(await page.evaluate(`${number("v2")} === ${number("v3")} + ${number("v4")}`), true, "all tasks are main's and the connections'");
  assert.match(String(await page.evaluate(`document.getElementById("g").getAttribute("d")`)), /^M0 9(L\d+ [\d.]+)+V9$/);
  assert.ok((await page.screenshot()).subarray(0, PNG.length).equals(PNG));
  assert.deepEqual(page.exceptions, []);
});
