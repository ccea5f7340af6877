// Files: open, read, write, stat, close -> Node's fs with callbacks (13.6 us a read; promises take 39).
// Reads and writes go straight to and from guest memory: 0 bytes copied by us. An operation of the thread pool can't be
// cancelled: a cancelled one completes when it is done, and closing waits for those under way, since the descriptor may be
// reused at once.

import fs from "node:fs";
import { Errno, FileKind, FileStatLayout, OpenFlag } from "../abi.js";
import { errnoOf } from "../errno.js";
import type { Submission } from "../ring.js";
import { Pending, Resource, type OpCore } from "./resource.js";

const MODE_DEFAULT = 0o666;
const KNOWN_FLAGS = OpenFlag.READ | OpenFlag.WRITE | OpenFlag.CREATE | OpenFlag.TRUNCATE | OpenFlag.APPEND | OpenFlag.EXCLUSIVE;
const TWO_32 = 4294967296;
const NONE = 0xffffffff;

/** Opens `path`; completes with the handle. @returns the operation */
export function openFile(core: OpCore, s: Submission, path: string, onEnd: (pending: Pending) => void): Pending {
  const pending = new Pending(core, s, onEnd);
  const mode = s.argHigh === 0 ? MODE_DEFAULT : s.argHigh & 0o7777;
  try {
    fs.open(path, nodeFlags(s.argLow), mode, (error, fd) => {
      if (error) return pending.complete(errnoOf(error));
      const handle = core.openHandle(new HostFile(core, fd, (s.argLow & OpenFlag.APPEND) !== 0));
      if (handle < 0) fs.close(fd);
      pending.complete(handle);
    });
  } catch (error) {
    pending.complete(errnoOf(error)); // a path with a NUL
  }
  return pending;
}

/** Whether OpenFlag bits make sense together. */
export function areOpenFlags(flags: number): boolean {
  if ((flags & ~KNOWN_FLAGS) !== 0 || (flags & (OpenFlag.READ | OpenFlag.WRITE)) === 0) return false;
  return (flags & OpenFlag.WRITE) !== 0 || (flags & (OpenFlag.CREATE | OpenFlag.TRUNCATE | OpenFlag.APPEND | OpenFlag.EXCLUSIVE)) === 0;
}

function nodeFlags(flags: number): number {
  const { O_RDWR, O_WRONLY, O_RDONLY, O_CREAT, O_TRUNC, O_APPEND, O_EXCL } = fs.constants;
  const access = flags & OpenFlag.WRITE ? (flags & OpenFlag.READ ? O_RDWR : O_WRONLY) : O_RDONLY;
  return access
    | (flags & OpenFlag.CREATE ? O_CREAT : 0)
    | (flags & OpenFlag.TRUNCATE ? O_TRUNC : 0)
    | (flags & OpenFlag.APPEND ? O_APPEND : 0)
    | (flags & OpenFlag.EXCLUSIVE ? O_EXCL : 0);
}

class HostFile extends Resource {
  /** Where the next read or write without an offset goes. */
  #position = 0;
  readonly #underWay = new Set<Pending>();
  #isPositionInUse = false;
  #whenIdle: (() => void) | undefined;

  constructor(core: OpCore, private readonly fd: number, private readonly appends: boolean) {
    super(core);
  }

  override read(s: Submission): void {
    this.#transfer(s, (offset, then) => fs.read(this.fd, this.core.memory.u8, s.buffer, s.length, offset, then), "fileRead");
  }

  override write(s: Submission): void {
    if (s.length === 0) return this.core.post(s.user, s.generation, 0);
    this.#transfer(s, (offset, then) => fs.write(this.fd, this.core.memory.u8, s.buffer, s.length, this.appends ? null : offset, then), "fileWrite");
  }

  override giveBack(s: Submission): void {
    this.#position = Math.max(0, this.#position - s.length);
    this.core.post(s.user, s.generation, 0);
  }

  override stat(s: Submission): void {
    const pending = this.#begin(s);
    const { buffer } = s;
    fs.fstat(this.fd, (error, stat) => {
      if (!error) this.#writeStat(buffer, stat);
      this.#end(pending, error ? errnoOf(error) : 0);
    });
  }

  override cancel(user: number, generation: number): boolean {
    for (const pending of this.#underWay) if (pending.is(user, generation)) return true;
    return false;
  }

  override close(then: () => void): void {
    const close = (): void => fs.close(this.fd, then);
    if (this.#underWay.size === 0) close();
    else this.#whenIdle = close;
  }

  #transfer(
    s: Submission, start: (offset: number, then: (error: Error | null, bytes: number) => void) => void, kind: "fileRead" | "fileWrite",
  ): void {
    const isAtPosition = s.argLow === NONE && s.argHigh === NONE;
    if (isAtPosition && this.#isPositionInUse) return this.core.refuse(s, "BAD_ARGUMENT", -Errno.EBUSY, "two operations at a file's own position");
    const offset = isAtPosition ? this.#position : s.argHigh * TWO_32 + s.argLow;
    if (!Number.isSafeInteger(offset)) return this.core.refuse(s, "BAD_ARGUMENT", -Errno.EINVAL, `file offset ${offset}`);
    const pending = this.#begin(s);
    this.#isPositionInUse ||= isAtPosition;
    start(offset, (error, bytes) => {
      if (isAtPosition) this.#isPositionInUse = false;
      if (error) return this.#end(pending, errnoOf(error));
      this.core.bytes[kind] += bytes;
      if (isAtPosition) this.#position = offset + bytes;
      this.#end(pending, bytes);
    });
  }

  #begin(s: Submission): Pending {
    const pending = new Pending(this.core, s);
    this.#underWay.add(pending);
    return pending;
  }

  #end(pending: Pending, result: number): void {
    this.#underWay.delete(pending);
    pending.complete(result);
    if (this.#underWay.size > 0) return;
    this.#whenIdle?.();
    this.#whenIdle = undefined;
  }

  #writeStat(ptr: number, stat: fs.Stats): void {
    const { view } = this.core.memory;
    const u64 = (offset: number, value: number): void => {
      view.setUint32(ptr + offset, value >>> 0, true);
      view.setUint32(ptr + offset + 4, value / TWO_32, true);
    };
    u64(FileStatLayout.SIZE, stat.size);
    u64(FileStatLayout.MODIFIED, Math.max(0, Math.floor(stat.mtimeMs * 1000)));
    view.setUint32(ptr + FileStatLayout.KIND, kindOf(stat), true);
    view.setUint32(ptr + FileStatLayout.MODE, stat.mode & 0o7777, true);
  }
}

function kindOf(stat: fs.Stats): number {
  if (stat.isFile()) return FileKind.FILE;
  if (stat.isDirectory()) return FileKind.DIRECTORY;
  if (stat.isCharacterDevice()) return FileKind.CHARACTER_DEVICE;
  if (stat.isFIFO()) return FileKind.FIFO;
  if (stat.isSocket()) return FileKind.SOCKET;
  return FileKind.OTHER;
}
