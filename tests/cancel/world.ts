// World: the operations of a program -> their completions, in virtual time, with everything checked that a cancel could spoil.
//
//   submission -> an event some microseconds later -> its completion; clients and servers are scripts of events of their own
//
// Of each operation's buffer, which is the host's until the completion: a read's is filled with POISON, a write's is remembered, and
// both must be the same when the operation ends. Handles are never used twice; opens and closes are kept, in order, as are the
// bytes that a cancelled read gave back. A CANCEL ends its operation early, or, of a `late` world, comes too late for everything
// that was on its way already: then the operation brings what it would have brought.

import { Errno, Op, OpenFlag } from "../../host/abi.js";
import type { GuestMemory } from "../../host/memory.js";
import type { Submission } from "../../host/ring.js";

const POISON = 0xa5;
/** From a submission to the completion of what waits for nothing. */
const OPERATION_US = 100;

/** What one end of a connection has sent, and the other has not read. */
class Pipe {
  readonly chunks: Uint8Array[] = [];
  end: "open" | "ended" | "reset" = "open";
  /** Looks again whether a read can go on. */
  onChange: () => void = () => undefined;

  get isReady(): boolean {
    return this.chunks.length > 0 || this.end !== "open";
  }
}

/** The other end of one of the program's connections. */
export interface Peer {
  send(text: string): void;
  end(): void;
  reset(): void;
}

/** Reacts to what the program sends; `text` is all of it so far. */
export type Session = (text: string, peer: Peer) => void;

/** Something a client sends, and when, in milliseconds of the world. */
export type Sent = readonly [atMs: number, text: string | null];

interface Stream { readonly kind: "stream"; readonly inbox: Pipe; readonly session: Session; readonly peer: Peer; sent: string }
interface Listener { readonly kind: "listener"; readonly arrived: Stream[]; onChange: () => void }
interface OpenFile { readonly kind: "file"; readonly path: string; position: number }
type Resource = Stream | Listener | OpenFile;

/** What a program meets. */
export interface Surroundings {
  readonly args: readonly string[];
  readonly files?: Readonly<Record<string, string>>;
  /** By port; connections have numbers from 1 on. */
  readonly servers?: Readonly<Record<number, (number: number, after: (ms: number, run: () => void) => void) => Session>>;
  /** Who connects to the program's listener: what each sends and when, null being the end. It connects with the first. */
  readonly clients?: readonly (readonly Sent[])[];
  /** When SIGINT comes. */
  readonly interruptMs?: number;
  /** Of the checkpoints that are saved, the one from which the program goes on after a start, from 1 on. */
  readonly restoredFrom?: number;
  /** When a pin changes that is waited for. */
  readonly pinMs?: number;
  /** `@host` functions of one i32 that give an f64. */
  readonly host?: (argument: number) => number;
  /** Whether a CANCEL finds operations that are on their way already. */
  readonly late: boolean;
}

interface Operation {
  readonly s: Submission;
  readonly before: Uint8Array;
  /** Whether its end is among the events already. */
  isOnItsWay: boolean;
}

export class World {
  /** What happened to handles, in order: "open stream 1", "close stream 1". */
  readonly log: string[] = [];
  readonly #files: Map<string, Uint8Array>;
  readonly #handles = new Map<number, Resource>();
  readonly #operations = new Map<number, Operation>();
  readonly #events: { readonly atUs: number; readonly run: () => void }[] = [];
  #handleLast = 1 << 20;
  #connections = 0;
  #checkpoints = 0;
  nowUs: number;

  constructor(
    private readonly memory: GuestMemory, private readonly around: Surroundings,
    private readonly post: (user: number, generation: number, result: number) => void, private readonly startUs: number,
  ) {
    this.nowUs = startUs;
    this.#files = new Map(Object.entries(around.files ?? {}).map(([path, text]) => [path, Buffer.from(text)]));
  }

  /** When the next event is; Infinity where none is left. */
  get nextUs(): number {
    return this.#events[0]?.atUs ?? Infinity;
  }

  /** Runs the next event. */
  runNext(): void {
    const event = this.#events.shift()!;
    this.nowUs = Math.max(this.nowUs, event.atUs);
    event.run();
  }

  /** Operations without their completion, and handles that are open. */
  get leftovers(): string[] {
    return [
      ...[...this.#operations.values()].map(({ s }) => `operation ${s.op} on ${s.handle & 0xfffff}`),
      ...[...this.#handles].map(([handle, { kind }]) => `${kind} ${handle & 0xfffff}`),
    ];
  }

  /** Addresses of the operations under way: words of their tasks' frames. */
  get users(): Iterable<number> {
    return this.#operations.keys();
  }

  /** What is in the file now. */
  fileText(path: string): string | undefined {
    const bytes = this.#files.get(path);
    return bytes && Buffer.from(bytes).toString();
  }

  readonly perform = (submission: Submission): void => {
    const s = { ...submission };
    const reads = s.op === Op.READ || s.op === Op.ARGUMENT;
    if (reads) this.memory.u8.fill(POISON, s.buffer, s.buffer + s.length);
    const operation: Operation = { s, before: this.memory.u8.slice(s.buffer, s.buffer + s.length), isOnItsWay: false };
    if (s.user !== 0) this.#operations.set(s.user, operation);
    switch (s.op) {
      case Op.CANCEL: return this.#cancel(operation);
      case Op.CLOSE: return this.#soon(operation, () => this.#close(s.handle));
      case Op.READ: return this.#read(operation);
      case Op.WRITE: return this.#soon(operation, () => this.#write(s, operation.before));
      case Op.GIVE_BACK: return this.#soon(operation, () => this.#giveBack(s, operation.before));
      case Op.SHUTDOWN: return this.#soon(operation, () => 0);
      case Op.TCP_LISTEN: return this.#soon(operation, () => this.#listen());
      case Op.TCP_ACCEPT: return this.#accept(operation);
      case Op.TCP_CONNECT: return this.#soon(operation, () => this.#connect(s.argLow));
      case Op.TCP_PORT: return this.#soon(operation, () => 8080);
      case Op.FILE_OPEN: return this.#soon(operation, () => this.#openFile(s, this.memory.text(s.buffer, s.length, true)));
      case Op.SIGNAL_WAIT: return this.#endAt(operation, this.around.interruptMs, s.handle);
      case Op.PIN_SETUP: case Op.PIN_WRITE: return this.#soon(operation, () => 0);
      case Op.PIN_WAIT: return this.#endAt(operation, this.around.pinMs, 0);
      case Op.CHECKPOINT: return this.#save(operation);
      case Op.ARGUMENT: return this.#soon(operation, () => this.#giveText(s, this.around.args[s.handle]));
      case Op.HOST_CALL: return this.#soon(operation, () => {
        this.memory.view.setFloat64(s.buffer, this.around.host!(this.memory.view.getInt32(s.buffer, true)), true);
        return 0;
      });
      default: throw new Error(`the program asks for operation ${s.op}`);
    }
  };

  /** Runs something of the world itself `ms` after it began. */
  #at(ms: number, run: () => void): void {
    this.after(ms - (this.nowUs - this.startUs) / 1000, run);
  }

  /** The same `ms` from now. */
  after(ms: number, run: () => void): void {
    const atUs = this.nowUs + Math.max(0, Math.round(ms * 1000));
    const behind = this.#events.findIndex(event => event.atUs > atUs);
    this.#events.splice(behind < 0 ? this.#events.length : behind, 0, { atUs, run });
  }

  #soon(operation: Operation, result: () => number): void {
    operation.isOnItsWay = true;
    this.after(OPERATION_US / 1000, () => this.#end(operation, result));
  }

  /** The same, but only a long time after, if at all; a cancel never comes too late. */
  #endAt(operation: Operation, ms: number | undefined, result: number): void {
    if (ms !== undefined) this.#at(ms, () => this.#end(operation, () => result));
  }

  /** The terminal completion, unless it has been. */
  #end(operation: Operation, result: () => number): void {
    const { s, before } = operation;
    if (s.user !== 0) {
      if (this.#operations.get(s.user) !== operation) return;
      this.#operations.delete(s.user);
    }
    const now = this.memory.u8.subarray(s.buffer, s.buffer + s.length);
    if (!Buffer.from(before).equals(now)) throw new Error(`the buffer of operation ${s.op} was used before its end`);
    const value = result();
    if (s.user !== 0) this.post(s.user, s.generation, value);
  }

  #cancel(operation: Operation): void {
    const { s } = operation;
    const target = this.#operations.get(s.argLow);
    const isThere = target?.s.generation === s.argHigh;
    if (isThere && !(target.isOnItsWay && this.around.late)) this.after(OPERATION_US / 1000, () => this.#end(target, () => -Errno.ECANCELED));
    this.#soon(operation, () => isThere ? 0 : -Errno.ENOENT);
  }

  /** One is under way at a time. A restored program finds that what else was is interrupted. */
  #save(operation: Operation): void {
    const others = (): Operation[] => [...this.#operations.values()].filter(other => other !== operation);
    if (others().some(({ s }) => s.op === Op.CHECKPOINT)) return this.#soon(operation, () => -Errno.EBUSY);
    this.#soon(operation, () => {
      if (++this.#checkpoints !== this.around.restoredFrom) return 0;
      for (const other of others()) if (!other.isOnItsWay) this.#end(other, () => -Errno.EINTR);
      return 1;
    });
  }

  #open(resource: Resource): number {
    const handle = this.#handleLast++;
    this.#handles.set(handle, resource);
    this.log.push(`open ${resource.kind} ${handle & 0xfffff}`);
    return handle;
  }

  #close(handle: number): number {
    const resource = this.#handles.get(handle);
    if (!resource) {
      if (!(handle >= 1 << 20 && handle < this.#handleLast)) throw new Error(`handle ${handle | 0} was never open, and is closed`);
      return 0; // closed before
    }
    this.#handles.delete(handle);
    this.log.push(`close ${resource.kind} ${handle & 0xfffff}`);
    for (const operation of [...this.#operations.values()]) {
      if (operation.s.handle === handle && operation.s.op !== Op.CLOSE) this.#end(operation, () => -Errno.ECANCELED);
    }
    return 0;
  }

  #read(operation: Operation): void {
    const { s } = operation;
    const resource = this.#handles.get(s.handle);
    if (resource?.kind === "file") return this.#soon(operation, () => this.#readFile(resource, s));
    if (resource?.kind !== "stream") return this.#soon(operation, () => -Errno.EBADF);
    const { inbox } = resource;
    inbox.onChange = () => {
      if (inbox.isReady && !operation.isOnItsWay) this.#soon(operation, () => this.#take(inbox, s));
    };
    inbox.onChange();
  }

  #take(inbox: Pipe, s: Submission): number {
    const chunk = inbox.chunks.shift();
    if (!chunk) return inbox.end === "reset" ? -Errno.ECONNRESET : 0;
    if (chunk.length > s.length) inbox.chunks.unshift(chunk.subarray(s.length));
    this.memory.u8.set(chunk.subarray(0, s.length), s.buffer);
    return Math.min(chunk.length, s.length);
  }

  #readFile(file: OpenFile, s: Submission): number {
    const bytes = this.#files.get(file.path)!.subarray(file.position, file.position + s.length);
    this.memory.u8.set(bytes, s.buffer);
    file.position += bytes.length;
    return bytes.length;
  }

  #write(s: Submission, bytes: Uint8Array): number {
    if (s.handle <= 2) return bytes.length;
    const resource = this.#handles.get(s.handle);
    if (resource?.kind === "file") {
      this.#files.set(resource.path, Buffer.concat([this.#files.get(resource.path)!, bytes]));
      return bytes.length;
    }
    if (resource?.kind !== "stream") return -Errno.EBADF;
    if (resource.inbox.end === "reset") return -Errno.ECONNRESET;
    resource.sent += Buffer.from(bytes).toString("latin1");
    resource.session(resource.sent, resource.peer);
    return bytes.length;
  }

  #giveBack(s: Submission, bytes: Uint8Array): number {
    const resource = this.#handles.get(s.handle);
    switch (resource?.kind) {
      case "stream": resource.inbox.chunks.unshift(bytes); break;
      case "file": resource.position -= s.length; break;
      case "listener": {
        const stream = this.#handles.get(s.argLow) as Stream;
        this.#handles.delete(s.argLow);
        this.log.push(`give back stream ${s.argLow & 0xfffff}`);
        resource.arrived.unshift(stream);
        resource.onChange();
        break;
      }
      default: return -Errno.EBADF;
    }
    return 0;
  }

  #listen(): number {
    const listener: Listener = { kind: "listener", arrived: [], onChange: () => undefined };
    for (const sends of this.around.clients ?? []) {
      const stream = this.#stream(() => undefined);
      this.#at(sends[0][0], () => {
        listener.arrived.push(stream);
        listener.onChange();
      });
      for (const [atMs, text] of sends) this.#at(atMs, () => text === null ? stream.peer.end() : stream.peer.send(text));
    }
    return this.#open(listener);
  }

  #accept(operation: Operation): void {
    const listener = this.#handles.get(operation.s.handle);
    if (listener?.kind !== "listener") return this.#soon(operation, () => -Errno.EBADF);
    listener.onChange = () => {
      if (listener.arrived.length > 0 && !operation.isOnItsWay) this.#soon(operation, () => this.#open(listener.arrived.shift()!));
    };
    listener.onChange();
  }

  #connect(port: number): number {
    const server = this.around.servers?.[port];
    if (!server) return -Errno.ECONNREFUSED;
    return this.#open(this.#stream(server(++this.#connections, (ms, run) => this.after(ms, run))));
  }

  #stream(session: Session): Stream {
    const inbox = new Pipe();
    const change = (make: () => void): void => {
      if (inbox.end !== "open") return;
      make();
      inbox.onChange();
    };
    const peer: Peer = {
      send: text => change(() => inbox.chunks.push(Buffer.from(text))),
      end: () => change(() => {
        inbox.end = "ended";
      }),
      reset: () => change(() => {
        inbox.end = "reset";
      }),
    };
    return { kind: "stream", inbox, session, peer, sent: "" };
  }

  #openFile(s: Submission, path: string): number {
    if (s.argLow & OpenFlag.TRUNCATE) this.#files.set(path, new Uint8Array());
    if (!this.#files.has(path)) return -Errno.ENOENT;
    return this.#open({ kind: "file", path, position: 0 });
  }

  #giveText(s: Submission, text: string | undefined): number {
    if (text === undefined) return -Errno.ENOENT;
    const bytes = Buffer.from(text);
    this.memory.u8.set(bytes.subarray(0, s.length), s.buffer);
    return bytes.length;
  }
}
