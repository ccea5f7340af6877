// Guest: an instantiated module -> checked entries into it and its control block.
// Every entry goes through `enter`, which writes the time, and turns what the engine throws into a TacetTrap. The control
// block's address is read once; its words are checked at each use, since the guest may write anything there.

import { ABI, ControlLayout, Feature, Limit, MAGIC, Status } from "./abi.js";
import { awaitLines, TacetFault, TacetTrap } from "./errors.js";
import { GuestMemory } from "./memory.js";

const TWO_32 = 4294967296;

/** What can be read of a program's tasks from outside, in its memory. Stacks are innermost first. */
export interface AwaitStacks {
  /** The awaits from which the running task was last resumed. */
  running(memory: WebAssembly.Memory): readonly string[];
  /** The same of the task at that address, which may have ended. */
  task(memory: WebAssembly.Memory, task: number): readonly string[];
  /** Where the error at that address was thrown; undefined where that is not known. */
  thrown(memory: WebAssembly.Memory, error: number): string | undefined;
  /** The same of the error for which the program trapped, since nobody could catch it. */
  uncaught(memory: WebAssembly.Memory): string | undefined;
}

/** What the program says instead of a file when it traps for an error (assembly/error.ts). */
const UNCAUGHT = "(uncaught)";

interface CoreExports {
  readonly memory: WebAssembly.Memory;
  readonly tacet_init: () => number;
  readonly tacet_turn: (budget: number) => number;
  readonly tacet_cancel: ((call: number) => void) | undefined;
  readonly tacet_release: ((call: number) => void) | undefined;
}

export class Guest {
  readonly memory: GuestMemory;
  readonly control: number;
  readonly #core: CoreExports;
  /** Index of the control block in memory.u32. */
  readonly #word: number;
  /** Bytes of the control block: the fields behind them are not there. */
  readonly #bytes: number;

  #nowUs = 0;

  /** Runs tacet_init. Throws TacetFault where the module is not one of ours, TacetTrap where it traps. */
  constructor(readonly exports: WebAssembly.Exports, hostFeatures: number, private readonly awaitStacks: AwaitStacks | undefined) {
    this.#core = coreOf(exports);
    this.memory = new GuestMemory(this.#core.memory);
    let control: number;
    try {
      control = this.#core.tacet_init() >>> 0;
    } catch (error) {
      throw new TacetTrap(messageOf(error), undefined, [], { cause: error });
    }
    this.memory.refresh();
    if (control % 8 !== 0 || !this.memory.holds(control, Limit.CONTROL_BYTES_MIN)) throw new TacetFault("BAD_CONTROL", `no control block at ${control}`);
    this.control = control;
    this.#word = control >>> 2;
    if (this.memory.u32[this.#word] !== MAGIC) throw new TacetFault("BAD_CONTROL", "no control block: wrong magic number");
    const abi = this.memory.view.getUint16(control + ControlLayout.ABI, true);
    const bytes = this.memory.view.getUint16(control + ControlLayout.BYTES, true);
    if (abi !== ABI || bytes < Limit.CONTROL_BYTES_MIN || !this.memory.holds(control, bytes)) throw new TacetFault("BAD_CONTROL", `the module speaks contract ${abi}, this host ${ABI}: compile it again`);
    this.#bytes = bytes;
    this.#write(ControlLayout.HOST_FEATURES, hostFeatures);
  }

  get status(): number {
    return this.#read(ControlLayout.STATUS);
  }

  /** Exit code; meaningful in status EXITED. */
  get exitCode(): number {
    return this.#read(ControlLayout.CODE) | 0;
  }

  /** Address of an optional block, or 0. */
  announced(field: typeof ControlLayout.RINGS | typeof ControlLayout.CONSOLE): number {
    return this.#read(field);
  }

  /** Microseconds at which the guest wants a turn; Infinity = none. */
  get deadlineUs(): number {
    const low = this.#read(ControlLayout.DEADLINE);
    const high = this.memory.u32[this.#word + (ControlLayout.DEADLINE >>> 2) + 1];
    if (high === 0xffffffff) return Infinity;
    if ((this.#read(ControlLayout.FEATURES) & Feature.SHORT_TIME) === 0) return high * TWO_32 + low;
    return this.#nowUs + (low - this.#nowUs | 0);
  }

  /** The ended calls, oldest first; the list is empty afterwards. */
  takeDone(isCall: (call: number) => boolean, countMax: number): number[] {
    const calls: number[] = [];
    let call = this.#read(ControlLayout.DONE);
    if (call === 0) return calls;
    while (call !== 0) {
      if (call % 4 !== 0 || !this.memory.holds(call, 24) || !isCall(call) || calls.length >= countMax) {
        throw new TacetFault("BAD_DONE_LIST", `${call} is no call this host started`);
      }
      calls.push(call);
      call = this.memory.u32[call >>> 2];
    }
    this.#write(ControlLayout.DONE, 0);
    return calls.reverse();
  }

  turn(budget: number): number {
    return this.enter(this.#core.tacet_turn, budget) | 0;
  }

  /** Whether calls can be asked to stop; not in a module compiled with TACET_ONLY_MAIN=1. */
  get canCancel(): boolean {
    return this.#core.tacet_cancel !== undefined;
  }

  cancel(call: number): void {
    if (this.#core.tacet_cancel) this.enter(this.#core.tacet_cancel, call);
  }

  release(call: number): void {
    if (this.#core.tacet_release) this.enter(this.#core.tacet_release, call);
  }

  /** Lines of a stack: where the error at `error` was thrown, by which `task` ended, and the awaits that was last resumed from. */
  stackOf(task: number, error: number): string {
    const thrown = this.awaitStacks?.thrown(this.#core.memory, error);
    return (thrown === undefined ? "" : `\n    at ${thrown}`) + awaitLines(this.awaitStacks?.task(this.#core.memory, task) ?? []);
  }

  /** Writes the time the next entries see. */
  setNow(us: number): void {
    this.#nowUs = us;
    this.#write(ControlLayout.NOW, us >>> 0);
    this.memory.u32[this.#word + (ControlLayout.NOW >>> 2) + 1] = us / TWO_32;
  }

  /** Calls an export. Throws TacetTrap when it traps. */
  enter<A extends readonly unknown[], R>(entry: (...args: A) => R, ...args: A): R {
    try {
      const result = entry(...args);
      this.memory.refresh();
      return result;
    } catch (error) {
      this.memory.refresh();
      throw this.#trapOf(error);
    }
  }

  #trapOf(error: unknown): TacetTrap {
    const awaits = this.awaitStacks?.running(this.#core.memory) ?? [];
    if (this.status !== Status.TRAPPED) {
      this.#write(ControlLayout.STATUS, Status.TRAPPED); // a bare trap leaves RUNNING: poison it for whoever looks next
      return new TacetTrap(messageOf(error), undefined, awaits, { cause: error });
    }
    const { memory } = this;
    const message = memory.stringAt(this.#read(ControlLayout.MESSAGE), Limit.TEXT_BYTES_MAX) ?? "abort";
    const file = memory.stringAt(this.#read(ControlLayout.FILE), Limit.TEXT_BYTES_MAX);
    const thrown = file === UNCAUGHT ? this.awaitStacks?.uncaught(this.#core.memory) : undefined;
    const location = file === undefined ? undefined : thrown ?? `${file}:${this.#read(ControlLayout.CODE)}:${this.#read(ControlLayout.COLUMN)}`;
    return new TacetTrap(message || "abort", location, awaits, { cause: error });
  }

  #read(offset: number): number {
    return offset >= this.#bytes ? 0 : this.memory.u32[this.#word + (offset >>> 2)];
  }

  #write(offset: number, value: number): void {
    this.memory.u32[this.#word + (offset >>> 2)] = value;
  }
}

function coreOf(exports: WebAssembly.Exports): CoreExports {
  const { memory, tacet_init, tacet_turn, tacet_cancel, tacet_release } = exports;
  if (!(memory instanceof WebAssembly.Memory)) throw new TacetFault("BAD_MODULE", "the module exports no memory");
  if (typeof tacet_init !== "function" || typeof tacet_turn !== "function") {
    throw new TacetFault("BAD_MODULE", "the module exports no tacet_init and tacet_turn: was it compiled with the transform tacet/transform, and does it hold an async function?");
  }
  return {
    memory,
    tacet_init: tacet_init as CoreExports["tacet_init"],
    tacet_turn: tacet_turn as CoreExports["tacet_turn"],
    tacet_cancel: tacet_cancel as CoreExports["tacet_cancel"],
    tacet_release: tacet_release as CoreExports["tacet_release"],
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
