// Resource: what a handle stands for -> the operations on it. A resource overrides what it can do; the rest is refused.
// Every operation ends in exactly one `core.post` (while the submission is looked at) or `core.complete` (later).

import { Errno } from "../abi.js";
import type { OnReport, RefusalCode } from "../errors.js";
import type { GuestMemory } from "../memory.js";
import type { Submission } from "../ring.js";

/** Bytes that crossed, and how many of them our side copied on the way. */
export interface ByteCounters {
  socketRead: number;
  socketWrite: number;
  fileRead: number;
  fileWrite: number;
  stdin: number;
  stdout: number;
}

export const noBytes = (): ByteCounters => ({ socketRead: 0, socketWrite: 0, fileRead: 0, fileWrite: 0, stdin: 0, stdout: 0 });

/** What operations need from around them. */
export interface OpCore {
  readonly memory: GuestMemory;
  readonly bytes: ByteCounters;
  readonly bytesCopied: ByteCounters;
  readonly onReport: OnReport;
  /** Completes during the submission. */
  post(user: number, generation: number, result: number): void;
  /** Completes later, and runs the guest. */
  complete(user: number, generation: number, result: number): void;
  /** @returns a handle, or a negative error number */
  openHandle(resource: Resource): number;
  refuse(submission: Submission, code: RefusalCode, result: number, detail: string): void;
}

export abstract class Resource {
  constructor(protected readonly core: OpCore) {}

  read(s: Submission): void { this.#unsupported(s, "READ"); }
  write(s: Submission): void { this.#unsupported(s, "WRITE"); }
  giveBack(s: Submission): void { this.#unsupported(s, "GIVE_BACK"); }
  shutdown(s: Submission): void { this.#unsupported(s, "SHUTDOWN"); }
  accept(s: Submission): void { this.#unsupported(s, "TCP_ACCEPT"); }
  port(s: Submission): void { this.#unsupported(s, "TCP_PORT"); }
  stat(s: Submission): void { this.#unsupported(s, "FILE_STAT"); }

  /** Asks the operation to end early; it still completes, by itself. @returns false if there is none */
  abstract cancel(user: number, generation: number): boolean;

  /** Ends everything; pending operations complete with ECANCELED. Called once. @param then when the resource is gone */
  abstract close(then: () => void): void;

  #unsupported(s: Submission, op: string): void {
    this.core.refuse(s, "BAD_HANDLE", -Errno.ENOTSUP, `${op} on ${this.constructor.name}`);
  }
}

/** An operation under way that isn't one of the few a resource keeps fields for. */
export class Pending {
  #isDone = false;
  readonly user: number;
  readonly generation: number;

  constructor(private readonly core: OpCore, s: Submission, private readonly onEnd?: (pending: Pending) => void) {
    this.user = s.user;
    this.generation = s.generation;
  }

  get isDone(): boolean {
    return this.#isDone;
  }

  is(user: number, generation: number): boolean {
    return this.user === user && this.generation === generation;
  }

  /** The terminal completion. A second one is refused and reported. */
  complete(result: number): void {
    if (this.#isDone) {
      this.core.onReport({ code: "STALE_COMPLETION", detail: `operation ${this.user} (generation ${this.generation}) completed again with ${result}` });
      return;
    }
    this.#isDone = true;
    this.onEnd?.(this);
    this.core.complete(this.user, this.generation, result);
  }
}
