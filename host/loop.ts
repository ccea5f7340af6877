// Loop: completions, due timers and calls -> turns of the guest -> submissions, ended calls, the next wake-up.
//
//   pump:  now -> [refill completions -> tacet_turn -> after the entry: rings, submissions, console, ended calls] until idle
//          -> timer for the guest's deadline
//
// Rules: the guest is entered only from here, and never from within an entry. A pump that is asked for while one runs (a host
// function that completes at once, a call started by it) becomes one more round of that one. In mode "sync" a completion
// pumps inside the callback that brings it, which halves the latency of batching; "batch" collects them until setImmediate.
// Time is read once a pump; in a busy event loop tick only by its first few pumps.

import { ControlLayout, Status, Turn } from "./abi.js";
import { ConsoleDrain } from "./console.js";
import { TacetFault, type OnReport } from "./errors.js";
import type { Guest } from "./guest.js";
import { Rings, type Submission } from "./ring.js";

/** Polls a turn may take before the host looks at its own events. */
const TURN_BUDGET = 1024;
/** Turns one pump takes before the host looks at its own events. */
const ROUNDS_MAX = 64;
/** setTimeout's largest delay; a longer one fires at once. */
const DELAY_MS_MAX = 2 ** 31 - 1;
/** So many pumps in so short a time make a busy tick: the time is read no more until it ends. */
const PUMPS_TO_SHARE_TIME = 8;
const SHARE_WINDOW_US = 1000;

/** What a platform offers. */
export interface Platform {
  /** Microseconds, monotone, an integer. */
  nowUs(): number;
  /** Calls back once after `ms`; early is allowed. @returns a function that takes it back */
  after(ms: number, callback: () => void): () => void;
  /** Calls back once after the events that are ready now. */
  soon(callback: () => void): void;
}

/** What happens outside this file. */
export interface LoopHandlers {
  perform(submission: Submission): void;
  /** Settles the calls the guest has ended. */
  settleCalls(): void;
  exited(code: number): void;
  /** The guest trapped or broke the contract; the loop has stopped. */
  failed(error: Error): void;
}

export interface LoopOptions {
  readonly mode: "sync" | "batch";
  readonly onReport: OnReport;
}

export class Loop {
  readonly stats = { turns: 0, submissions: 0, completions: 0 };
  #rings: Rings | undefined;
  #isPumping = false;
  #isSoon = false;
  #again = false;
  #isStopped = false;
  #timer: { readonly atUs: number; readonly cancel: () => void } | undefined;
  #lastUs = 0;
  #windowStartUs = 0;
  #pumpsInWindow = 0;
  #timeIsShared = false;

  constructor(
    private readonly guest: Guest,
    private readonly platform: Platform,
    readonly console: ConsoleDrain,
    private readonly handlers: LoopHandlers,
    private readonly options: LoopOptions,
  ) {}

  get isStopped(): boolean {
    return this.#isStopped;
  }

  /** Posts a completion from an event of the host, and runs the guest. */
  complete(user: number, generation: number, result: number): void {
    if (this.#isStopped) return;
    this.post(user, generation, result);
    if (this.options.mode === "sync") this.pump();
    else this.pumpSoon();
  }

  /** Posts a completion without running the guest: for what completes while a submission is looked at. */
  post(user: number, generation: number, result: number): void {
    if (this.#isStopped || this.#rings === undefined) return;
    this.stats.completions++;
    try {
      this.#rings.post(user, generation, result, 0);
    } catch (error) {
      this.fail(error);
    }
  }

  /** Enters an export that is not a turn (a call started, cancelled), then runs the guest. Throws what the entry throws, having stopped. */
  enter<R>(entry: () => R): R {
    this.#setNow();
    try {
      const result = entry();
      this.#again = true;
      return result;
    } catch (error) {
      this.fail(error);
      throw error;
    }
  }

  /** Runs the guest until it is idle. */
  pump(): void {
    if (this.#isStopped) return;
    if (this.#isPumping) {
      this.#again = true;
      return;
    }
    this.#isPumping = true;
    try {
      this.#setNow();
      let rounds = 0;
      while (this.#round() && !this.#isStopped) {
        if (++rounds < ROUNDS_MAX) continue;
        this.pumpSoon();
        break;
      }
      if (!this.#isStopped) this.#arm();
    } catch (error) {
      this.fail(error);
    } finally {
      this.#isPumping = false;
    }
  }

  /** Runs the guest after the events that are ready now. */
  pumpSoon(): void {
    if (this.#isSoon) return;
    this.#isSoon = true;
    this.platform.soon(() => {
      this.#isSoon = false;
      this.pump();
    });
  }

  /** The guest is not entered any more. */
  stop(): void {
    this.#isStopped = true;
    this.#timer?.cancel();
    this.#timer = undefined;
    this.console.drain();
  }

  /** @returns whether the guest has more to do at once */
  #round(): boolean {
    this.#again = false;
    this.#rings?.refill();
    const turn = this.guest.turn(TURN_BUDGET);
    this.stats.turns++;
    this.#afterEntry();
    switch (turn) {
      case Turn.IDLE: return this.#again || (this.#rings?.hasCompletions ?? false);
      case Turn.MORE: return true;
      case Turn.EXITED: return false;
      default: throw new TacetFault("BAD_TURN", `tacet_turn returned ${turn}`);
    }
  }

  #afterEntry(): void {
    const block = this.#rings === undefined ? this.guest.announced(ControlLayout.RINGS) : 0;
    if (block !== 0) this.#rings = new Rings(this.guest.memory, block);
    if (this.#rings !== undefined) {
      this.stats.submissions += this.#rings.take(this.handlers.perform);
      const refused = this.#rings.takeRefused();
      if (refused > 0) this.options.onReport({ code: "GUEST_REFUSED", detail: `the program refused ${refused} completion(s): unknown, twice, late, or larger than asked for` });
    }
    this.console.drain();
    this.handlers.settleCalls();
    if (this.guest.status === Status.EXITED) {
      this.stop();
      this.handlers.exited(this.guest.exitCode);
    }
  }

  /** Sets the timer for the guest's deadline. One that fires too early is left alone: it looks again. */
  #arm(): void {
    const deadlineUs = this.guest.deadlineUs;
    if (deadlineUs === Infinity) {
      this.#timer?.cancel();
      this.#timer = undefined;
      return;
    }
    if (deadlineUs <= this.#lastUs) return this.pumpSoon(); // due already: after the events that are ready
    if (this.#timer !== undefined) {
      if (this.#timer.atUs <= deadlineUs) return;
      this.#timer.cancel();
    }
    const ms = Math.min(Math.max(Math.ceil((deadlineUs - this.#lastUs) / 1000), 1), DELAY_MS_MAX);
    const cancel = this.platform.after(ms, () => {
      this.#timer = undefined;
      this.pump();
    });
    this.#timer = { atUs: deadlineUs, cancel };
  }

  #setNow(): void {
    if (this.#timeIsShared) return;
    const us = Math.max(this.platform.nowUs(), this.#lastUs);
    this.#lastUs = us;
    this.guest.setNow(us);
    if (us - this.#windowStartUs > SHARE_WINDOW_US) {
      this.#windowStartUs = us;
      this.#pumpsInWindow = 0;
    }
    if (++this.#pumpsInWindow < PUMPS_TO_SHARE_TIME) return;
    this.#timeIsShared = true;
    this.platform.soon(() => {
      this.#timeIsShared = false;
      this.#pumpsInWindow = 0;
    });
  }

  /** Stops for good: the guest trapped or broke the contract. */
  fail(error: unknown): void {
    if (this.#isStopped) return;
    this.stop();
    this.handlers.failed(error instanceof Error ? error : new Error(String(error)));
  }
}
