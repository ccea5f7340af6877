// Signals: SIGNAL_WAIT -> the next signal of the process. Our listener is there only while a wait is, so that a program that
// closes gracefully on the first Ctrl-C can still be ended by the second.

import { Errno, Signal } from "../abi.js";
import type { Submission } from "../ring.js";
import { Pending, type OpCore } from "./resource.js";

const NAMES = new Map<number, NodeJS.Signals>(Object.entries(Signal).map(([name, number]) => [number, name as NodeJS.Signals]));
/** The longest delay a timer takes; its ticks do nothing. */
const STAY_MS = 2 ** 31 - 1;

export class SignalWaits {
  readonly #waits = new Map<Pending, () => void>();
  readonly #names: NodeJS.Signals[] = [];
  /** Node does not stay for a signal listener; a program that waits for nothing else would just end. */
  #stay: NodeJS.Timeout | undefined;

  constructor(private readonly core: OpCore) {}

  /** Whether the program waits for `name` now: then it, and not the embedder, decides what the signal does. */
  isWaitingFor(name: NodeJS.Signals): boolean {
    return this.#names.includes(name);
  }

  /** @returns the operation, or undefined if it was refused */
  wait(s: Submission, onEnd: (pending: Pending) => void): Pending | undefined {
    const name = NAMES.get(s.handle);
    const number = s.handle;
    if (name === undefined) {
      this.core.refuse(s, "BAD_ARGUMENT", -Errno.EINVAL, `signal ${s.handle}`);
      return undefined;
    }
    const pending = new Pending(this.core, s, onEnd);
    const onSignal = (): void => this.#end(pending, number);
    this.#stay ??= setInterval(() => undefined, STAY_MS);
    this.#names.push(name);
    this.#waits.set(pending, () => {
      process.off(name, onSignal);
      this.#names.splice(this.#names.indexOf(name), 1);
    });
    process.on(name, onSignal);
    return pending;
  }

  cancel(pending: Pending): void {
    this.#end(pending, -Errno.ECANCELED);
  }

  close(): void {
    for (const stop of this.#waits.values()) stop();
    this.#waits.clear();
    this.#leave();
  }

  #leave(): void {
    clearInterval(this.#stay);
    this.#stay = undefined;
  }

  #end(pending: Pending, result: number): void {
    const stop = this.#waits.get(pending);
    if (stop === undefined) return;
    this.#waits.delete(pending);
    stop();
    if (this.#waits.size === 0) this.#leave();
    pending.complete(result);
  }
}
