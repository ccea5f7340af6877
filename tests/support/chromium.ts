// Chromium: a page in a headless browser, driven over its debugging pipe (messages of JSON, each ended by a zero byte, on
// descriptors 3 and 4), which needs no package.

import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";

const NAMES = ["chromium", "chromium-browser", "google-chrome"];
const FLAGS = [
  "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--remote-debugging-pipe",
];
const TIMEOUT_MS = 60_000;

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Record<string, unknown>;
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly message: string };
}

/** The command that starts Chromium here, or undefined. */
export function findChromium(): string | undefined {
  return NAMES.find(name => spawnSync(name, ["--version"], { stdio: "ignore" }).status === 0);
}

export class Page {
  /** What scripts of the page threw, and did not catch. */
  readonly exceptions: string[] = [];
  readonly #child: ChildProcess;
  readonly #profile: string;
  readonly #waiting = new Map<number, { resolve(result: Record<string, unknown>): void; reject(error: Error): void }>();
  #session: string | undefined;
  #nextId = 1;
  #received = "";

  private constructor(command: string, profile: string) {
    this.#profile = profile;
    this.#child = spawn(command, [...FLAGS, `--user-data-dir=${profile}`, "about:blank"], { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] });
    const output = this.#child.stdio[4] as Readable;
    output.setEncoding("utf8").on("data", (text: string) => this.#take(text));
    this.#child.once("exit", () => this.#fail(new Error("the browser has ended")));
    this.#child.once("error", error => this.#fail(error));
  }

  /** Starts a browser and opens `url` in it. */
  static async open(command: string, url: string): Promise<Page> {
    const page = new Page(command, await mkdtemp(join(tmpdir(), "tacet-chromium-")));
    const { targetId } = await page.#send("Target.createTarget", { url: "about:blank" });
    const { sessionId } = await page.#send("Target.attachToTarget", { targetId, flatten: true });
    page.#session = sessionId as string;
    await page.#send("Runtime.enable", {});
    await page.#send("Page.enable", {});
    const { errorText } = await page.#send("Page.navigate", { url });
    if (errorText !== undefined) throw new Error(`${url}: ${String(errorText)}`);
    return page;
  }

  /** The value of a JavaScript expression in the page; a promise is awaited. Throws what it throws. */
  async evaluate(expression: string): Promise<unknown> {
    const answer = await this.#send("Runtime.evaluate", { expression, returnByValue: true, awaitPromise: true });
    const { result, exceptionDetails } = answer as { result: { value?: unknown }; exceptionDetails?: { text: string; exception?: { description?: string } } };
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  }

  /** Waits until `expression` is true in the page. */
  async until(expression: string): Promise<void> {
    const giveUpMs = Date.now() + TIMEOUT_MS;
    while (!(await this.evaluate(`Boolean(${expression})`))) {
      if (Date.now() > giveUpMs) throw new Error(`never true in the page: ${expression}`);
      await new Promise(resolve => setTimeout(resolve, 20));
    }
  }

  /** The page as a PNG. */
  async screenshot(): Promise<Buffer> {
    const { data } = await this.#send("Page.captureScreenshot", { format: "png" });
    return Buffer.from(data as string, "base64");
  }

  async close(): Promise<void> {
    if (this.#child.exitCode === null) {
      const ended = new Promise(resolve => this.#child.once("exit", resolve));
      this.#child.kill("SIGKILL");
      await ended;
    }
    await rm(this.#profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }); // its helpers may still be writing
  }

  #send(method: string, params: Record<string, unknown>): Promise<Record<string, unknown>> {
    const id = this.#nextId++;
    const answer = new Promise<Record<string, unknown>>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`${method}: no answer`)), TIMEOUT_MS);
      const settled = <A>(settle: (value: A) => void) => (value: A): void => {
        clearTimeout(timer);
        settle(value);
      };
      this.#waiting.set(id, { resolve: settled(resolve), reject: settled(reject) });
    });
    (this.#child.stdio[3] as Writable).write(`${JSON.stringify({ id, method, params, sessionId: this.#session })}\0`);
    return answer;
  }

  #take(text: string): void {
    const messages = (this.#received + text).split("\0");
    this.#received = messages.pop()!;
    for (const message of messages) this.#handle(JSON.parse(message) as Message);
  }

  #handle({ id, method, params, result, error }: Message): void {
    if (id === undefined) {
      if (method === "Runtime.exceptionThrown") this.exceptions.push(JSON.stringify(params));
      return;
    }
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (error) waiting?.reject(new Error(error.message));
    else waiting?.resolve(result ?? {});
  }

  #fail(error: Error): void {
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}
