// Standard streams: any Node Readable and Writables -> handles 0, 1, 2.
// Input is copied once (counted): the stream has its own chunks by the time we see them. Output is a view of guest memory.

import type { Readable, Writable } from "node:stream";
import { Errno } from "../abi.js";
import { errnoOf } from "../errno.js";
import type { Submission } from "../ring.js";
import { Pending, Resource, type OpCore } from "./resource.js";

export class StandardInput extends Resource {
  #waiting: { readonly pending: Pending; readonly ptr: number; readonly length: number } | undefined;
  #kept: Buffer | undefined;
  #hasEnded = false;
  #error = 0;
  #isListening = false;

  /** @param open gives the stream at the first read, so that a program that does not read leaves it alone */
  constructor(core: OpCore, private readonly open: () => Readable) {
    super(core);
  }

  override read(s: Submission): void {
    if (this.#waiting !== undefined) return this.core.refuse(s, "BAD_ARGUMENT", -Errno.EALREADY, "a second read on stdin");
    this.#listen();
    this.#waiting = { pending: new Pending(this.core, s), ptr: s.buffer, length: s.length };
    this.#serve();
  }

  override giveBack(s: Submission): void {
    const bytes = Buffer.from(this.core.memory.bufferAt(s.buffer, s.length));
    this.core.bytesCopied.stdin += bytes.length;
    this.#kept = this.#kept === undefined ? bytes : Buffer.concat([bytes, this.#kept]);
    this.core.post(s.user, s.generation, 0);
  }

  override cancel(user: number, generation: number): boolean {
    const waiting = this.#waiting;
    if (!waiting?.pending.is(user, generation)) return false;
    this.#waiting = undefined;
    waiting.pending.complete(-Errno.ECANCELED);
    return true;
  }

  override close(then: () => void): void {
    if (this.#isListening) {
      const stream = this.open();
      stream.off("readable", this.#serve);
      stream.off("end", this.#end);
      stream.off("error", this.#fail);
      stream.pause();
      (stream as Readable & { unref?: () => void }).unref?.(); // a terminal or pipe would keep the process running
    }
    then();
  }

  #listen(): void {
    if (this.#isListening) return;
    this.#isListening = true;
    const stream = this.open();
    stream.on("readable", this.#serve);
    stream.on("end", this.#end);
    stream.on("error", this.#fail);
  }

  readonly #end = (): void => {
    this.#hasEnded = true;
    this.#serve();
  };

  readonly #fail = (error: Error): void => {
    this.#error = errnoOf(error);
    this.#serve();
  };

  /** Ends the waiting read if there is anything to tell it. */
  readonly #serve = (): void => {
    const waiting = this.#waiting;
    if (waiting === undefined) return;
    const chunk = this.#kept ?? this.#nextChunk();
    let result = this.#error;
    if (chunk !== undefined) {
      result = Math.min(chunk.length, waiting.length);
      chunk.copy(this.core.memory.u8, waiting.ptr, 0, result);
      this.core.bytes.stdin += result;
      this.core.bytesCopied.stdin += result;
      this.#kept = result < chunk.length ? chunk.subarray(result) : undefined;
    } else if (result === 0 && !this.#hasEnded && !this.open().readableEnded) {
      return;
    }
    this.#waiting = undefined;
    waiting.pending.complete(result);
  };

  #nextChunk(): Buffer | undefined {
    const chunk: unknown = this.open().read();
    if (chunk === null || chunk === undefined) return undefined;
    return typeof chunk === "string" ? Buffer.from(chunk) : Buffer.from(chunk as Uint8Array);
  }
}

export class StandardOutput extends Resource {
  readonly #writes = new Set<Pending>();

  /** @param drainConsole prints console text that stood before a write */
  constructor(core: OpCore, private readonly stream: Writable, private readonly drainConsole: (end: number) => void) {
    super(core);
  }

  override write(s: Submission): void {
    this.drainConsole(s.argLow);
    if (s.length === 0) return this.core.post(s.user, s.generation, 0);
    const { length } = s;
    const pending = new Pending(this.core, s);
    this.#writes.add(pending);
    this.stream.write(this.core.memory.bufferAt(s.buffer, length), (error) => {
      if (!this.#writes.delete(pending)) return;
      if (!error) this.core.bytes.stdout += length;
      pending.complete(error ? errnoOf(error) : length);
    });
  }

  override cancel(user: number, generation: number): boolean {
    for (const pending of this.#writes) if (pending.is(user, generation)) return true; // Node has the bytes: it will complete
    return false;
  }

  override close(then: () => void): void {
    this.#writes.clear();
    then();
  }
}
