// TCP: listen, accept, connect, read, write, shutdown, close -> Node's net.
//
// Reading. A connection reads into one buffer that Node asks for after each read (`onread`): a view of the guest's buffer if the
// guest has a read waiting by then (it does when it answers in the turn inside the socket callback): 0 bytes copied; else the
// shared stage, from which bytes are copied when the guest asks (counted). Data that comes while no read waits is kept and
// reading stops; stopping and starting around each read would cost two epoll_ctl a request (126k against 138k requests/s).
// Only the stage can be shared: the callback follows the read at once.
//
//   buffer is        when                                          what a cancelled read does
//   the guest's      a read waits as Node asks                     stops reading; the next read restarts into its own buffer
//   the stage        otherwise (first bytes, slow readers)         nothing; bytes that come are kept for the next read
//
// Writing. A view of the guest's bytes goes to the handle (handle-write.ts) or, while a write is under way, to Node's socket: 0 bytes
// copied. What the kernel has taken by then is completed at once (170k against 136k); for the socket, `writableLength === 0`
// right after it says so. libuv keeps the order of both ways and of the shutdown. With MORE, bytes are copied (counted) into a cork buffer of
// the connection and leave with the next write that comes without it, in one call of the system.
//
// On destroy Node reports a write under way as a success; we report ECANCELED ourselves. A reset of a connection whose reading is
// stopped shows at its next read.

import net from "node:net";
import { Errno, OpFlag } from "../abi.js";
import { errnoOf } from "../errno.js";
import type { Submission } from "../ring.js";
import { canWriteRaw, learnRawWrite, writeError, writeRaw, type RawWritable } from "./handle-write.js";
import { Pending, Resource, type OpCore } from "./resource.js";

const STAGE_BYTES = 65536;
const CORK_BYTES = 16384;
/** What the kernel cuts to its own limit. Node's 511 overflowed when 512 clients came at once: the kernel drops such a connection, and its client tries again later. */
const BACKLOG = 4096;
/** Connections the kernel has given us and the guest has not taken; beyond it new ones are reset. */
const UNCLAIMED_MAX = 4096;
const WRITES_MAX = 1024;
/** Cork buffers kept for the next connection that needs one. */
const CORK_BUFFERS_KEPT = 64;

/** Where bytes go that no read waits for; one for all connections. */
const stage = Buffer.alloc(STAGE_BYTES);
const corkBuffers: Buffer[] = [];

/** Node's socket as far as it goes beyond its types. */
interface RawHandle extends RawWritable { useUserBuffer?(buffer: Uint8Array): unknown; close(): void }
interface SocketWithHandle { _handle: RawHandle | null }
type HandleSocketOptions = net.SocketConstructorOpts & { readonly handle: RawHandle; readonly onread: net.OnReadOpts };

export class TcpListener extends Resource {
  readonly #server: net.Server;
  /** Waiting accepts, oldest first. */
  #accepts: Pending[] = [];
  /** Connections no accept waits for, oldest first. */
  #unclaimed: RawHandle[] = [];
  #isClosed = false;

  constructor(core: OpCore, s: Submission, host: string) {
    super(core);
    const listening = new Pending(core, s);
    this.#server = net.createServer({ pauseOnConnect: true, allowHalfOpen: true, noDelay: true });
    this.#server.on("connection", (socket) => this.#connected(takeHandle(socket)));
    const failed = (error: Error): void => listening.complete(errnoOf(error));
    this.#server.once("error", failed);
    try {
      this.#server.listen({ port: s.argLow, host: host || undefined, backlog: s.argHigh || BACKLOG }, () => {
        this.#server.off("error", failed);
        this.#server.on("error", (error) => core.onReport({ code: "BAD_HANDLE", detail: `listener: ${error.message}` }));
        const handle = core.openHandle(this);
        if (handle < 0) this.#server.close();
        listening.complete(handle);
      });
    } catch (error) {
      this.#server.off("error", failed);
      listening.complete(errnoOf(error));
    }
  }

  override accept(s: Submission): void {
    const unclaimed = this.#unclaimed.shift();
    if (unclaimed !== undefined) this.core.post(s.user, s.generation, this.#open(unclaimed));
    else if (this.#accepts.length >= WRITES_MAX) this.core.refuse(s, "TOO_MANY", -Errno.EAGAIN, "accepts on one listener");
    else this.#accepts.push(new Pending(this.core, s));
  }

  override port(s: Submission): void {
    const address = this.#server.address();
    this.core.post(s.user, s.generation, typeof address === "object" && address ? address.port : -Errno.EINVAL);
  }

  /** Takes an accepted connection back, for the next accept. */
  takeBack(connection: TcpConnection): boolean {
    const handle = connection.unwrap();
    if (handle === undefined) return false;
    this.#unclaimed.unshift(handle);
    return true;
  }

  override cancel(user: number, generation: number): boolean {
    const at = this.#accepts.findIndex((accept) => accept.is(user, generation));
    if (at < 0) return false;
    this.#accepts.splice(at, 1)[0].complete(-Errno.ECANCELED);
    return true;
  }

  override close(then: () => void): void {
    this.#isClosed = true;
    this.#server.close(); // the port is free at once; accepted connections live on
    for (const handle of this.#unclaimed.splice(0)) handle.close();
    for (const accept of this.#accepts.splice(0)) accept.complete(-Errno.ECANCELED);
    then();
  }

  #connected(handle: RawHandle | undefined): void {
    if (handle === undefined) return;
    if (this.#isClosed) return handle.close();
    const accept = this.#accepts.shift();
    if (accept !== undefined) return accept.complete(this.#open(handle));
    if (this.#unclaimed.length < UNCLAIMED_MAX) {
      this.#unclaimed.push(handle);
    } else {
      handle.close();
      this.core.onReport({ code: "TOO_MANY", detail: `${UNCLAIMED_MAX} connections wait for accept; a new one was closed` });
    }
  }

  #open(handle: RawHandle): number {
    const connection = new TcpConnection(this.core);
    connection.adopt(handle);
    const opened = this.core.openHandle(connection);
    if (opened < 0) handle.close();
    return opened;
  }
}

/** Takes a fresh connection out of the socket Node made for it, so that ours can read in its own way. */
function takeHandle(socket: net.Socket): RawHandle | undefined {
  const internals = socket as unknown as SocketWithHandle; // not in Node's types; its own modules pass handles on this way
  if (!("_handle" in internals)) throw new Error("sockets of this version of Node have no _handle: the Tacet host can't take them over");
  const handle = internals._handle;
  internals._handle = null;
  return handle ?? undefined;
}

export class TcpConnection extends Resource {
  #socket: net.Socket | undefined;
  #connecting: net.Socket | undefined;
  /** An accepted connection before its first operation. */
  #handle: RawHandle | undefined;

  #isReading = false;
  #readUser = 0;
  #readGeneration = 0;
  #readPtr = 0;
  #readLength = 0;
  /** The guest's bytes Node reads into next, or undefined while it is the stage. */
  #target: Buffer | undefined;
  /** The guest's bytes it last read into, and where they are. */
  #lastTarget: Buffer | undefined;
  #targetPtr = 0;
  /** Data nobody had asked for, or that was given back. */
  #kept: Buffer | undefined;
  #isPaused = false;
  /** Whether Node can be given another buffer between reads; without that it never gets the guest's. */
  #canRetarget = false;
  #hasEnded = false;
  #readError = 0;

  /** The write the handle has not finished; older than all of `#writes`. */
  #rawWrite: Pending | undefined;
  /** Writes Node's socket has not finished, oldest first. */
  #writes: Pending[] = [];
  #writeLengths: number[] = [];
  /** Callbacks of writes that were complete at once, still to come. */
  #callbacksToSkip = 0;
  /** The guest's bytes last written, and where they are. */
  #lastSource: Buffer | undefined;
  #sourcePtr = 0;
  #cork: Buffer | undefined;
  #corked = 0;
  #shutdown: Pending | undefined;
  #isShut = false;

  /** Starts from an accepted connection. */
  adopt(handle: RawHandle): void {
    this.#handle = handle;
  }

  /** The accepted connection nothing was done with, taken out again. */
  unwrap(): RawHandle | undefined {
    const handle = this.#handle;
    this.#handle = undefined;
    return handle;
  }

  /** Connects; completes with the handle. @returns the operation, for cancelling */
  connect(s: Submission, host: string, onEnd: (pending: Pending) => void): Pending {
    const connecting = new Pending(this.core, s, onEnd);
    const socket = net.connect({ host, port: s.argLow, allowHalfOpen: true, noDelay: true, onread: this.#onread() });
    const failed = (error: Error): void => {
      socket.destroy();
      if (!connecting.isDone) connecting.complete(errnoOf(error));
    };
    socket.once("error", failed);
    socket.once("connect", () => {
      if (connecting.isDone) return;
      socket.off("error", failed);
      this.#socket = socket;
      this.#canRetarget = typeof (socket as unknown as SocketWithHandle)._handle?.useUserBuffer === "function";
      this.#listen(socket);
      const handle = this.core.openHandle(this);
      if (handle < 0) socket.destroy();
      connecting.complete(handle);
    });
    socket.once("close", () => {
      if (!connecting.isDone) connecting.complete(-Errno.ECANCELED);
    });
    this.#connecting = socket;
    return connecting;
  }

  /** Ends an attempt to connect; its operation completes with ECANCELED. */
  abandon(): void {
    this.#connecting?.destroy();
  }

  override read(s: Submission): void {
    if (this.#isReading) return this.core.refuse(s, "BAD_ARGUMENT", -Errno.EALREADY, "a second read on one stream");
    if (this.#kept !== undefined) return this.core.post(s.user, s.generation, this.#takeKept(s.buffer, s.length));
    if (this.#readError !== 0) return this.core.post(s.user, s.generation, this.#readError);
    if (this.#hasEnded) return this.core.post(s.user, s.generation, 0);
    this.#isReading = true;
    this.#readUser = s.user;
    this.#readGeneration = s.generation;
    this.#readPtr = s.buffer;
    this.#readLength = s.length;
    if (this.#socket === undefined) this.#wrap();
    else if (this.#isPaused) this.#restart(this.#socket);
  }

  override giveBack(s: Submission): void {
    const bytes = Buffer.from(this.core.memory.bufferAt(s.buffer, s.length));
    this.core.bytesCopied.socketRead += bytes.length;
    this.#kept = this.#kept === undefined ? bytes : Buffer.concat([bytes, this.#kept]);
    this.core.post(s.user, s.generation, 0);
  }

  override write(s: Submission): void {
    if (this.#isShut) return this.core.post(s.user, s.generation, -Errno.EPIPE);
    const socket = this.#socket ?? this.#wrap();
    if (socket.destroyed || socket.errored) return this.core.post(s.user, s.generation, this.#readError || -Errno.EPIPE);
    if (s.flags & OpFlag.MORE && this.#holdBack(s)) return this.core.post(s.user, s.generation, s.length);
    if (this.#writes.length >= WRITES_MAX) return this.core.refuse(s, "TOO_MANY", -Errno.EAGAIN, "writes on one stream");
    this.core.bytes.socketWrite += s.length;
    if (s.length === 0 && this.#corked === 0) return this.core.post(s.user, s.generation, 0);
    const handle = (socket as unknown as SocketWithHandle)._handle;
    const cork = this.#cork;
    let isSent: boolean;
    if (this.#corked > 0 && s.length > CORK_BYTES - this.#corked) {
      socket.cork();
      socket.write(this.#takeCork());
      socket.write(this.#source(s.buffer, s.length), this.#written);
      socket.uncork();
      isSent = this.#hasSocketSent(socket, s);
    } else {
      if (this.#corked > 0) this.#append(s.buffer, s.length);
      const bytes = this.#corked > 0 ? this.#takeCork() : this.#source(s.buffer, s.length);
      if (canWriteRaw(handle) && this.#isIdle(socket)) {
        const status = this.#writeRaw(handle, socket, bytes, s);
        if (status < 0) return this.core.post(s.user, s.generation, status);
        isSent = status > 0;
      } else {
        learnRawWrite(handle);
        socket.write(bytes, this.#written);
        isSent = this.#hasSocketSent(socket, s);
      }
    }
    if (!isSent) return;
    if (cork !== undefined && corkBuffers.length < CORK_BUFFERS_KEPT) corkBuffers.push(cork);
    this.core.post(s.user, s.generation, s.length);
  }

  override shutdown(s: Submission): void {
    if (this.#isShut) return this.core.post(s.user, s.generation, 0);
    const socket = this.#socket ?? this.#wrap();
    this.#isShut = true;
    if (socket.destroyed || socket.errored) return this.core.post(s.user, s.generation, this.#readError || -Errno.ENOTCONN);
    this.#flush(socket);
    const shutdown = new Pending(this.core, s);
    this.#shutdown = shutdown;
    socket.end((error?: Error | null) => {
      this.#shutdown = undefined;
      if (!shutdown.isDone) shutdown.complete(error ? errnoOf(error) : 0);
    });
  }

  override port(s: Submission): void {
    const socket = this.#socket ?? this.#wrap();
    this.core.post(s.user, s.generation, socket.localPort ?? -Errno.ENOTCONN);
  }

  override cancel(user: number, generation: number): boolean {
    if (!this.#isReading || this.#readUser !== user || this.#readGeneration !== generation) {
      // A write can't be taken back: the guest waits until Node is done with the buffer.
      const isOf = (pending: Pending | undefined): boolean => pending?.is(user, generation) ?? false;
      return isOf(this.#rawWrite) || this.#writes.some(isOf) || isOf(this.#shutdown);
    }
    this.#isReading = false;
    if (this.#target !== undefined) this.#pause(); // Node must not write into a buffer that is the guest's again
    this.core.complete(user, generation, -Errno.ECANCELED);
    return true;
  }

  override close(then: () => void): void {
    this.#isShut = true;
    this.#handle?.close();
    const socket = this.#socket;
    if (socket !== undefined) {
      const isIdle = socket.writableLength === 0 && this.#rawWrite === undefined;
      if (!socket.destroyed && !socket.errored && !socket.writableEnded) this.#flush(socket);
      if (isIdle && socket.writableLength > 0) socket.destroySoon(); // only bytes we hold ourselves are left to send
      else socket.destroy();
    }
    this.#endRead(-Errno.ECANCELED);
    this.#endWrites(-Errno.ECANCELED);
    then();
  }

  /** Makes the socket; an armed read goes straight to its buffer. */
  #wrap(): net.Socket {
    this.#canRetarget = typeof this.#handle?.useUserBuffer === "function";
    const options: HandleSocketOptions = { handle: this.#handle!, allowHalfOpen: true, onread: this.#onread() };
    this.#handle = undefined;
    const socket = new net.Socket(options);
    this.#socket = socket;
    this.#listen(socket);
    return socket;
  }

  #listen(socket: net.Socket): void {
    socket.on("end", () => {
      this.#hasEnded = true;
      this.#endRead(0);
    });
    socket.on("error", (error) => {
      this.#readError = errnoOf(error);
      this.#endRead(this.#readError);
      this.#endWrites(this.#readError);
    });
    socket.on("close", () => {
      if (this.#readError === 0 && !this.#hasEnded) this.#readError = -Errno.ECONNRESET;
      this.#endRead(this.#readError);
      this.#endWrites(this.#readError || -Errno.EPIPE);
    });
  }

  #onread(): net.OnReadOpts {
    return {
      // Node asks once at the start and after each callback below.
      buffer: () => {
        if (!this.#isReading || this.#kept !== undefined || !this.#canRetarget) {
          this.#target = undefined;
          return stage;
        }
        this.#aim();
        return this.#target!;
      },
      callback: (bytes) => this.#arrived(bytes),
    };
  }

  /** Makes the waiting read's buffer the target. The view is kept while the guest reads into the same place. */
  #aim(): void {
    const { memory } = this.core;
    const target = this.#lastTarget;
    if (target !== undefined && this.#targetPtr === this.#readPtr && target.length === this.#readLength) {
      this.#target = target;
      return;
    }
    this.#target = memory.bufferAt(this.#readPtr, this.#readLength);
    this.#lastTarget = this.#target;
    this.#targetPtr = this.#readPtr;
  }

  /** @returns whether to go on reading */
  #arrived(bytes: number): boolean {
    this.core.bytes.socketRead += bytes;
    if (!this.#isReading) {
      this.core.bytesCopied.socketRead += bytes;
      this.#keep(Buffer.from(stage.subarray(0, bytes)));
      this.#isPaused = true;
      return false;
    }
    let result = bytes;
    if (this.#target === undefined) {
      const rest = bytes - this.#readLength;
      if (rest > 0) {
        this.#kept = Buffer.from(stage.subarray(this.#readLength, bytes));
        this.core.bytesCopied.socketRead += rest;
        result = this.#readLength;
      }
      stage.copy(this.core.memory.u8, this.#readPtr, 0, result);
      this.core.bytesCopied.socketRead += result;
    }
    this.#isReading = false;
    this.core.complete(this.#readUser, this.#readGeneration, result);
    return true;
  }

  #takeKept(ptr: number, length: number): number {
    const kept = this.#kept!;
    const bytes = Math.min(kept.length, length);
    kept.copy(this.core.memory.u8, ptr, 0, bytes);
    this.core.bytesCopied.socketRead += bytes;
    this.#kept = bytes < kept.length ? kept.subarray(bytes) : undefined;
    return bytes;
  }

  #keep(bytes: Buffer): void {
    this.#kept = this.#kept === undefined ? bytes : Buffer.concat([this.#kept, bytes]);
  }

  #pause(): void {
    this.#isPaused = true;
    this.#socket!.pause();
  }

  /** Reads again after a stop. The buffer Node holds is the stage, or that of a read that was cancelled. */
  #restart(socket: net.Socket): void {
    this.#isPaused = false;
    if (this.#target !== undefined && (this.#targetPtr !== this.#readPtr || this.#target.length !== this.#readLength)) {
      const handle = (socket as unknown as SocketWithHandle)._handle;
      this.#aim();
      handle?.useUserBuffer?.(this.#target); // there, or the target would be the stage
    }
    socket.read(0); // with onread, this starts reading and gives no data
  }

  /** Puts a write with MORE aside. @returns false when it does not fit */
  #holdBack(s: Submission): boolean {
    if (s.length > CORK_BYTES - this.#corked) return false;
    this.#append(s.buffer, s.length);
    this.core.bytes.socketWrite += s.length;
    return true;
  }

  #append(ptr: number, length: number): void {
    this.#cork ??= corkBuffers.pop() ?? Buffer.allocUnsafeSlow(CORK_BYTES);
    this.#cork.set(this.core.memory.u8.subarray(ptr, ptr + length), this.#corked);
    this.#corked += length;
    this.core.bytesCopied.socketWrite += length;
  }

  /** The bytes held back, to be written now. */
  #takeCork(): Buffer {
    const cork = this.#cork!;
    const bytes = cork.subarray(0, this.#corked);
    this.#corked = 0;
    this.#cork = undefined;
    return bytes;
  }

  #flush(socket: net.Socket): void {
    if (this.#corked > 0) socket.write(this.#takeCork());
  }

  /** The guest's bytes to write. The view is kept while the guest writes from the same place; a grown memory empties it. */
  #source(ptr: number, length: number): Buffer {
    const source = this.#lastSource;
    if (source !== undefined && this.#sourcePtr === ptr && source.length === length) return source;
    this.#sourcePtr = ptr;
    return this.#lastSource = this.core.memory.bufferAt(ptr, length);
  }

  /** Whether no write is under way, so that the next may pass the socket by. */
  #isIdle(socket: net.Socket): boolean {
    return this.#rawWrite === undefined && this.#writes.length === 0 && socket.writableLength === 0;
  }

  /** @returns 1 when all is sent, 0 when the write completes later, or what it failed with */
  #writeRaw(handle: Required<RawWritable>, socket: net.Socket, bytes: Buffer, s: Submission): number {
    const request = writeRaw(handle, bytes);
    if (request === 0) return 1;
    if (typeof request === "number") return failWrite(socket, request);
    const { length } = s;
    const write = new Pending(this.core, s);
    this.#rawWrite = write;
    request.oncomplete = (status) => {
      if (write.isDone) return; // the connection was closed or failed before
      this.#rawWrite = undefined;
      write.complete(status < 0 ? failWrite(socket, status) : length);
    };
    return 0;
  }

  /** After a write to the socket: whether the kernel has it; else it completes later. */
  #hasSocketSent(socket: net.Socket, s: Submission): boolean {
    if (socket.writableLength === 0 && !socket.errored) {
      this.#callbacksToSkip++;
      return true;
    }
    this.#writes.push(new Pending(this.core, s));
    this.#writeLengths.push(s.length);
    return false;
  }

  /** Node's callback of each write to the socket, in order. */
  readonly #written = (error?: Error | null): void => {
    if (this.#callbacksToSkip > 0) {
      this.#callbacksToSkip--;
      return;
    }
    const write = this.#writes.shift();
    const length = this.#writeLengths.shift();
    if (write !== undefined && length !== undefined) write.complete(error ? errnoOf(error) : length);
  };

  #endRead(result: number): void {
    if (!this.#isReading) return;
    this.#isReading = false;
    this.core.complete(this.#readUser, this.#readGeneration, result);
  }

  #endWrites(result: number): void {
    this.#writeLengths.length = 0;
    const rawWrite = this.#rawWrite;
    this.#rawWrite = undefined;
    rawWrite?.complete(result);
    for (const write of this.#writes.splice(0)) write.complete(result);
    const shutdown = this.#shutdown;
    this.#shutdown = undefined;
    if (shutdown !== undefined && !shutdown.isDone) shutdown.complete(result);
  }
}

/** What Node's socket does when a write fails: the connection ends with its error. @returns the result of the write */
function failWrite(socket: net.Socket, status: number): number {
  const error = writeError(status);
  socket.destroy(error);
  return errnoOf(error);
}
