// Raw HTTP clients for the server's tests: exact bytes out, exact bytes in.

import { connect, type Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";

/** Longer than anything here takes, so that a hanging test ends. */
const TIMEOUT_MS = 20_000;

export interface Response {
  readonly status: number;
  readonly fields: ReadonlyMap<string, string>;
  readonly body: Buffer;
}

export class Client {
  #received = Buffer.alloc(0);
  #isClosed = false;
  #wake: () => void = () => undefined;

  private constructor(readonly socket: Socket) {
    socket.on("data", bytes => {
      this.#received = Buffer.concat([this.#received, bytes]);
      this.#wake();
    });
    socket.on("error", () => undefined); // "close" follows; a reset is a way of closing here
    socket.on("close", () => {
      this.#isClosed = true;
      this.#wake();
    });
  }

  static async connect(port: number): Promise<Client> {
    const socket = connect({ port, host: "127.0.0.1", noDelay: true });
    const client = new Client(socket);
    await new Promise<void>((resolve, reject) => socket.once("connect", resolve).once("error", reject));
    return client;
  }

  send(text: string | Buffer): this {
    this.socket.write(typeof text === "string" ? Buffer.from(text, "latin1") : text);
    return this;
  }

  /** The next response; throws if the connection closes before it is complete. */
  async response(isHead = false): Promise<Response> {
    while (true) {
      const found = parseResponse(this.#received, isHead, this.#isClosed);
      if (found) {
        this.#received = this.#received.subarray(found.bytes);
        return found.response;
      }
      if (this.#isClosed) throw new Error(`closed after ${JSON.stringify(this.#received.toString("latin1"))}`);
      await this.#change();
    }
  }

  /** Everything until the other side closes. */
  async rest(): Promise<string> {
    while (!this.#isClosed) await this.#change();
    return this.#received.toString("latin1");
  }

  /** Waits until `text` has come. */
  async until(text: string): Promise<string> {
    while (!this.#received.includes(text)) {
      if (this.#isClosed) throw new Error(`closed before ${text}`);
      await this.#change();
    }
    return this.#received.toString("latin1");
  }

  /** Whether something comes, or the other side closes, within `ms`. */
  async isQuiet(ms: number): Promise<boolean> {
    await delay(ms);
    return this.#received.length === 0 && !this.#isClosed;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  close(): void {
    this.socket.destroy();
  }

  async #change(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`nothing came; so far ${JSON.stringify(this.#received.toString("latin1"))}`)), TIMEOUT_MS);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = () => undefined;
  }
}

/** Sends `text` on a connection of its own. @returns everything the server says until it closes */
export async function exchange(port: number, text: string): Promise<string> {
  const client = await Client.connect(port);
  const rest = await client.send(text).rest();
  client.close();
  return rest;
}

function parseResponse(bytes: Buffer, isHead: boolean, isClosed: boolean): { response: Response; bytes: number } | undefined {
  const end = bytes.indexOf("\r\n\r\n");
  if (end < 0) return undefined;
  const [line, ...lines] = bytes.toString("latin1", 0, end).split("\r\n");
  const status = Number(/^HTTP\/1\.1 (\d{3}) \S/.exec(line!)?.[1]);
  if (!status) throw new Error(`no status line: ${JSON.stringify(line)}`);
  const fields = new Map(lines.map(field => [field.slice(0, field.indexOf(":")).toLowerCase(), field.slice(field.indexOf(":") + 2)] as const));
  const start = end + 4;
  const result = (body: Buffer, used: number) => ({ response: { status, fields, body }, bytes: used });
  if (isHead || status === 100) return result(Buffer.alloc(0), start);
  const length = fields.get("content-length");
  if (length !== undefined) {
    const to = start + Number(length);
    return bytes.length < to ? undefined : result(bytes.subarray(start, to), to);
  }
  if (fields.get("transfer-encoding") !== "chunked") return isClosed ? result(bytes.subarray(start), bytes.length) : undefined;
  const chunks: Buffer[] = [];
  for (let at = start; ;) {
    const lineEnd = bytes.indexOf("\r\n", at);
    if (lineEnd < 0) return undefined;
    const size = Number.parseInt(bytes.toString("latin1", at, lineEnd), 16);
    const next = lineEnd + 2 + size + 2;
    if (!(size >= 0)) throw new Error("a bad chunk came");
    if (bytes.length < next) return undefined;
    chunks.push(bytes.subarray(lineEnd + 2, next - 2));
    if (size === 0) return result(Buffer.concat(chunks), next);
    at = next;
  }
}
