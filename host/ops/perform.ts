// Ops: one submission -> its checks -> the resource or service that performs it.
// Everything the guest wrote is checked here once: op, flags, buffer range, handle. What fails is refused with an error code
// (a completion like others) and reported; nothing behind this file sees a bad pointer.

import type { Readable, Writable } from "node:stream";
import { Errno, FileStatLayout, Limit, Op, OpFlag } from "../abi.js";
import type { OnReport, RefusalCode } from "../errors.js";
import { Handles } from "../handles.js";
import type { Loop } from "../loop.js";
import type { GuestMemory } from "../memory.js";
import type { Submission } from "../ring.js";
import type { FunctionSignature } from "../section.js";
import { areOpenFlags, openFile } from "./files.js";
import { HostCalls, type HostFunctions } from "./host-calls.js";
import { noBytes, Pending, type OpCore, type Resource } from "./resource.js";
import { SignalWaits } from "./signals.js";
import { StandardInput, StandardOutput } from "./stdio.js";
import { TcpConnection, TcpListener } from "./tcp.js";

/** What a program may use of its surroundings. */
export interface Surroundings {
  readonly stdin: () => Readable;
  readonly stdout: Writable;
  readonly stderr: Writable;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly host: HostFunctions;
  readonly hostSignatures: readonly FunctionSignature[];
  readonly onReport: OnReport;
}

const KNOWN_OPS: ReadonlySet<number> = new Set(Object.values(Op));
const FLAGS_OF: Readonly<Record<number, number>> = {
  [Op.WRITE]: OpFlag.MORE,
  [Op.TCP_LISTEN]: OpFlag.UTF16,
  [Op.TCP_CONNECT]: OpFlag.UTF16,
  [Op.FILE_OPEN]: OpFlag.UTF16,
  [Op.ENVIRONMENT]: OpFlag.UTF16,
};

export class Ops implements OpCore {
  readonly bytes = noBytes();
  readonly bytesCopied = noBytes();
  readonly onReport: OnReport;
  readonly signals: SignalWaits;
  readonly #handles: Handles<Resource>;
  readonly #hostCalls: HostCalls;
  /** Operations without a handle of their own, by user word: connects, opens, waits, host calls. */
  readonly #inFlight = new Map<number, { readonly pending: Pending; readonly cancel: () => void }>();
  readonly #onEnd = (pending: Pending): void => {
    if (this.#inFlight.get(pending.user)?.pending === pending) this.#inFlight.delete(pending.user);
  };

  constructor(readonly memory: GuestMemory, private readonly loop: () => Loop, private readonly around: Surroundings) {
    this.onReport = around.onReport;
    this.signals = new SignalWaits(this);
    this.#hostCalls = new HostCalls(this, around.hostSignatures, around.host);
    const drainTo = (end: number): void => loop().console.drainTo(end);
    this.#handles = new Handles<Resource>([
      new StandardInput(this, around.stdin),
      new StandardOutput(this, around.stdout, drainTo),
      new StandardOutput(this, around.stderr, drainTo),
    ], Limit.HANDLES_MAX);
  }

  /** Performs one submission. */
  readonly perform = (s: Submission): void => {
    const { flags } = s;
    if ((flags & ~(OpFlag.NO_COMPLETION_ON_SUCCESS | (FLAGS_OF[s.op] ?? 0))) !== 0) return this.refuse(s, "BAD_FLAGS", -Errno.EINVAL, `flags ${flags} of op ${s.op}`);
    if ((flags & OpFlag.NO_COMPLETION_ON_SUCCESS) !== 0) {
      if (s.op !== Op.CLOSE && s.op !== Op.CANCEL && s.op !== Op.NOP) return this.refuse(s, "BAD_FLAGS", -Errno.EINVAL, "NO_COMPLETION_ON_SUCCESS is for NOP, CLOSE and CANCEL");
    }
    switch (s.op) {
      case Op.NOP: return this.#succeed(s);
      case Op.CANCEL: return this.#cancel(s);
      case Op.CLOSE: return this.#close(s);
      case Op.READ: return this.#onBuffer(s, 1, (resource) => resource.read(s));
      case Op.WRITE: return this.#onBuffer(s, 0, (resource) => resource.write(s));
      case Op.GIVE_BACK: return this.#giveBack(s);
      case Op.SHUTDOWN: return this.#on(s, (resource) => resource.shutdown(s));
      case Op.TCP_LISTEN: return this.#withText(s, (host) => {
        if (s.argLow > 65535) return this.refuse(s, "BAD_ARGUMENT", -Errno.EINVAL, `port ${s.argLow}`);
        new TcpListener(this, s, host); // it opens its handle itself once it listens
      });
      case Op.TCP_ACCEPT: return this.#on(s, (resource) => resource.accept(s));
      case Op.TCP_CONNECT: return this.#withText(s, (host) => this.#connect(s, host));
      case Op.TCP_PORT: return this.#on(s, (resource) => resource.port(s));
      case Op.FILE_OPEN: return this.#withText(s, (path) => {
        if (!areOpenFlags(s.argLow)) return this.refuse(s, "BAD_ARGUMENT", -Errno.EINVAL, `open flags ${s.argLow}`);
        this.#track(s, () => openFile(this, s, path, this.#onEnd), () => undefined);
      });
      case Op.FILE_STAT: return this.#onBuffer(s, FileStatLayout.BLOCK_BYTES, (resource) => resource.stat(s));
      case Op.SIGNAL_WAIT: return this.#track(s, () => this.signals.wait(s, this.#onEnd), (pending) => this.signals.cancel(pending));
      case Op.ARGUMENT: return this.#giveText(s, this.around.args[s.handle]);
      case Op.ENVIRONMENT: return this.#withTextAt(s, s.argLow, s.argHigh, (name) => {
        this.#giveText(s, Object.hasOwn(this.around.env, name) ? this.around.env[name] : undefined);
      });
      case Op.HOST_CALL: {
        if (!this.memory.holds(s.buffer, s.length)) return this.refuse(s, "BAD_BUFFER", -Errno.EFAULT, `${s.length} bytes at ${s.buffer}`);
        return this.#track(s, () => this.#hostCalls.call(s, this.#onEnd), (pending) => this.#hostCalls.cancel(pending));
      }
      default:
        if (KNOWN_OPS.has(s.op)) return this.post(s.user, s.generation, -Errno.ENOSYS); // boards have it: asking is no mistake
        return this.refuse(s, "BAD_OP", -Errno.ENOSYS, `op ${s.op}`);
    }
  };

  post(user: number, generation: number, result: number): void {
    this.loop().post(user, generation, result);
  }

  complete(user: number, generation: number, result: number): void {
    this.loop().complete(user, generation, result);
  }

  openHandle(resource: Resource): number {
    return this.#handles.open(resource) ?? -Errno.ENFILE;
  }

  refuse(s: Submission, code: RefusalCode, result: number, detail: string): void {
    this.onReport({ code, detail });
    this.post(s.user, s.generation, result);
  }

  /** Ends everything the program holds. @returns when descriptors and ports are free */
  async close(): Promise<void> {
    this.signals.close();
    this.#hostCalls.close();
    for (const { cancel } of [...this.#inFlight.values()]) cancel();
    await Promise.all([...this.#handles].map((resource) => new Promise<void>((resolve) => resource.close(resolve))));
  }

  #succeed(s: Submission): void {
    if ((s.flags & OpFlag.NO_COMPLETION_ON_SUCCESS) === 0) this.post(s.user, s.generation, 0);
  }

  #cancel(s: Submission): void {
    const inFlight = this.#inFlight.get(s.argLow);
    if (inFlight?.pending.generation === s.argHigh) {
      inFlight.cancel();
      return this.#succeed(s);
    }
    if (this.#handles.get(s.handle)?.cancel(s.argLow, s.argHigh)) return this.#succeed(s);
    this.post(s.user, s.generation, -Errno.ENOENT); // it has completed meanwhile: no mistake
  }

  #close(s: Submission): void {
    const { flags, user, generation } = s;
    const resource = this.#handles.release(s.handle);
    if (resource === undefined) return this.#succeed(s); // closed before: idempotent
    let isInSubmission = true;
    resource.close(() => {
      if (flags & OpFlag.NO_COMPLETION_ON_SUCCESS) return;
      if (isInSubmission) this.post(user, generation, 0);
      else this.complete(user, generation, 0);
    });
    isInSubmission = false;
  }

  #giveBack(s: Submission): void {
    const resource = this.#handles.get(s.handle);
    if (!(resource instanceof TcpListener)) return this.#onBuffer(s, 1, (other) => other.giveBack(s));
    const connection = this.#handles.get(s.argLow);
    if (!(connection instanceof TcpConnection) || !resource.takeBack(connection)) {
      return this.refuse(s, "BAD_ARGUMENT", -Errno.EBADF, `handle ${s.argLow} is no fresh connection`);
    }
    this.#handles.release(s.argLow);
    this.#succeed(s);
  }

  #connect(s: Submission, host: string): void {
    if (s.argLow > 65535 || s.argLow === 0 || s.argHigh !== 0) return this.refuse(s, "BAD_ARGUMENT", -Errno.EINVAL, `port ${s.argLow}`);
    const connection = new TcpConnection(this);
    this.#track(s, () => connection.connect(s, host, this.#onEnd), () => connection.abandon());
  }

  /** Copies as much of the text as there is room for. */
  #giveText(s: Submission, text: string | undefined): void {
    if (!this.memory.holds(s.buffer, s.length)) return this.refuse(s, "BAD_BUFFER", -Errno.EFAULT, `${s.length} bytes at ${s.buffer}`);
    if (text === undefined) return this.post(s.user, s.generation, -Errno.ENOENT);
    const bytes = Buffer.from(text);
    bytes.copy(this.memory.u8, s.buffer, 0, s.length);
    this.post(s.user, s.generation, bytes.length);
  }

  /** Starts an operation that CANCEL finds by its user word. */
  #track(s: Submission, start: () => Pending | undefined, cancel: (pending: Pending) => void): void {
    if (this.#inFlight.size >= Limit.OPS_IN_FLIGHT_MAX) return this.refuse(s, "TOO_MANY", -Errno.EAGAIN, "operations under way");
    if (this.#inFlight.has(s.user)) return this.refuse(s, "BAD_ARGUMENT", -Errno.EALREADY, `user word ${s.user} is in use`);
    const pending = start();
    if (pending !== undefined && !pending.isDone) this.#inFlight.set(pending.user, { pending, cancel: () => cancel(pending) });
  }

  #withText(s: Submission, run: (text: string) => void): void {
    this.#withTextAt(s, s.buffer, s.length, run);
  }

  #withTextAt(s: Submission, ptr: number, length: number, run: (text: string) => void): void {
    const isUtf16 = (s.flags & OpFlag.UTF16) !== 0;
    if (length > Limit.TEXT_BYTES_MAX || (isUtf16 && length % 2 !== 0)) return this.refuse(s, "BAD_BUFFER", -Errno.EINVAL, `text of ${length} bytes`);
    if (!this.memory.holds(ptr, length)) return this.refuse(s, "BAD_BUFFER", -Errno.EFAULT, `${length} bytes at ${ptr}`);
    run(this.memory.text(ptr, length, isUtf16));
  }

  #onBuffer(s: Submission, lengthMin: number, run: (resource: Resource) => void): void {
    if (s.length < lengthMin || s.length > 0x7fffffff) return this.refuse(s, "BAD_BUFFER", -Errno.EINVAL, `a buffer of ${s.length} bytes`);
    if (!this.memory.holds(s.buffer, s.length)) return this.refuse(s, "BAD_BUFFER", -Errno.EFAULT, `${s.length} bytes at ${s.buffer}`);
    this.#on(s, run);
  }

  #on(s: Submission, run: (resource: Resource) => void): void {
    const resource = this.#handles.get(s.handle);
    if (resource === undefined) return this.refuse(s, "BAD_HANDLE", -Errno.EBADF, `handle ${s.handle} is not open`);
    run(resource);
  }
}
