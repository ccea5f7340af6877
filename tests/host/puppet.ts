// A guest whose every word the test writes itself: how the host behaves is seen from the guest's side of the rings.

import { PassThrough, Writable } from "node:stream";
import { RingsLayout, SubmissionLayout } from "../../host/abi.js";
import { instantiate, type AnyExports, type App, type InstantiateOptions, type Report } from "../../host/node.js";
import { compileGuest, withSection } from "./compile.js";

export interface Entry {
  op: number;
  flags?: number;
  handle?: number;
  buffer?: number;
  length?: number;
  argLow?: number;
  argHigh?: number;
  user?: number;
  generation?: number;
}

export interface Completion { user: number; generation: number; result: number; flags: number }

interface PuppetExports {
  setFrozen(value: number): void;
  setTurnResult(value: number): void;
  setExplode(value: number): void;
  logAddress(): number;
  ringsAddress(): number;
  submissionsAddress(): number;
  scratchAddress(): number;
  controlAddress(): number;
  lastCancelled(): number;
  announceRings(): void;
  finish(task: number, flags: number): void;
  exitWith(code: number): void;
  consoleUsed(): number;
  logLine(): void;
  logged: WebAssembly.Global;
  turns: WebAssembly.Global;
}

const SECTION = {
  abi: 1,
  main: true,
  exports: [
    { name: "poke", params: [], result: "void", pool: 1 },
    { name: "hold", params: [], result: "void", pool: 2 },
    { name: "echo64", params: ["i64"], result: "i64", pool: 1 },
    { name: "mix", params: ["i8", "u16", "f32", "bool"], result: "f64", pool: 1 },
    { name: "isOdd", params: ["u32"], result: "bool", pool: 1 },
    { name: "main", params: [], result: "i32", pool: 1 },
    { name: "trapNow", params: [], result: "void", pool: 1 },
    { name: "say", params: ["u32"], result: "void", pool: 1 },
  ],
  host: [] as { name: string; params: string[]; result: string }[],
};

export class Puppet {
  readonly raw: PuppetExports;
  #seen = 0;
  #user = 1000;

  private constructor(
    readonly app: App<AnyExports>, readonly reports: Report[], readonly stdout: Capture, readonly stderr: Capture, readonly stdin: PassThrough,
  ) {
    this.raw = app.instance.exports as unknown as PuppetExports;
  }

  static async create(options: InstantiateOptions = {}, hostSignatures: typeof SECTION.host = []): Promise<Puppet> {
    const reports: Report[] = [];
    const stdout = new Capture();
    const stderr = new Capture();
    const stdin = new PassThrough();
    const bare = await compileGuest("tests/host/guest/puppet.as.ts", ["--use", "abort=assembly/trap/abort"]);
    const wasm = withSection(bare, { ...SECTION, host: hostSignatures });
    const app = await instantiate(wasm, { onReport: (report) => reports.push(report), stdout, stderr, stdin, ...options });
    const puppet = new Puppet(app, reports, stdout, stderr, stdin);
    puppet.raw.announceRings();
    return puppet;
  }

  get u32(): Uint32Array {
    return new Uint32Array(this.app.memory.buffer);
  }

  get u8(): Uint8Array {
    return new Uint8Array(this.app.memory.buffer);
  }

  get scratch(): number {
    return this.raw.scratchAddress();
  }

  /** Writes a submission; the host sees it at the next turn. @returns its user word */
  push(entry: Entry): number {
    const { u32 } = this;
    const rings = this.raw.ringsAddress() >>> 2;
    const tail = u32[rings + (RingsLayout.SUBMISSION_TAIL >>> 2)];
    const at = (this.raw.submissionsAddress() >>> 2) + (tail & 7) * (SubmissionLayout.BLOCK_BYTES >>> 2);
    const user = entry.user ?? (this.#user += 4);
    const { op, flags = 0, handle = 0, buffer = 0, length = 0, argLow = 0, argHigh = 0, generation = user * 7 } = entry;
    u32.set([op | flags << 8, handle, buffer, length, argLow, argHigh, user, generation], at);
    u32[rings + (RingsLayout.SUBMISSION_TAIL >>> 2)] = tail + 1;
    return user;
  }

  /** Has the host run a turn. */
  async poke(): Promise<void> {
    await this.app.exports.poke();
  }

  /** Submits one operation and waits for its completion. @returns its result */
  async run(entry: Entry): Promise<number> {
    const user = this.push(entry);
    await this.poke();
    return this.result(user);
  }

  /** Waits for the completion of `user`. */
  async result(user: number): Promise<number> {
    return (await this.completion(user)).result;
  }

  async completion(user: number, timeoutMs = 5000): Promise<Completion> {
    const end = Date.now() + timeoutMs;
    for (;;) {
      const found = this.completions().find((completion) => completion.user === user);
      if (found) return found;
      if (Date.now() > end) throw new Error(`no completion for ${user}; reports: ${JSON.stringify(this.reports)}`);
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  }

  /** Every completion the guest has taken so far. */
  completions(): Completion[] {
    const count = this.raw.logged.value as number;
    const words = this.raw.logAddress() >>> 2;
    const { u32 } = this;
    return Array.from({ length: count }, (_, index) => {
      const at = words + index * 4;
      return { user: u32[at], generation: u32[at + 1], result: u32[at + 2] | 0, flags: u32[at + 3] };
    });
  }

  /** The completions taken since the last call. */
  newCompletions(): Completion[] {
    const all = this.completions();
    const fresh = all.slice(this.#seen);
    this.#seen = all.length;
    return fresh;
  }

  /** Puts bytes or UTF-8 text into the scratch area. @returns [address, length] */
  put(text: string | Uint8Array, offset = 0): [number, number] {
    const bytes = Buffer.from(text);
    this.u8.set(bytes, this.scratch + offset);
    return [this.scratch + offset, bytes.length];
  }

  textAt(ptr: number, length: number): string {
    return Buffer.from(this.app.memory.buffer, ptr, length).toString();
  }
}

export class Capture extends Writable {
  text = "";

  override _write(chunk: Buffer, _encoding: BufferEncoding, callback: () => void): void {
    this.text += chunk.toString();
    callback();
  }
}
