// Driving a compiled module without the Node host: just the calls of ARCHITECTURE.md, with virtual time.
//
//   start f(args) -> the call runs to its first suspension; turns poll; the clock moves only when all tasks wait, to the
//   guest's deadline
//
// Everything that can be observed becomes one line, in order:
//   > f(1)            the host starts call 0, 1, …        > f() refused   no slot is free
//   label value       the program's own trace (tests/lower/trace.ts)
//   . 20 ms           the time, when something happens at another one than before
//   x f#0             the host cancels call 0
//   < f = 3           a call ended                         < f cancelled       < f threw Error: message
//   ! …               a trap, or calls that never ended
// Ended calls are released at once. Under the collecting runtimes a full collection runs between all polls.

import { ControlLayout, Status, TaskEnd, TaskFlag, TaskLayout } from "../../host/abi.js";

interface GuestExports {
  readonly memory: WebAssembly.Memory;
  readonly tacet_init: () => number;
  readonly tacet_turn: (budget: number) => number;
  readonly tacet_cancel: (call: number) => void;
  readonly tacet_release: (call: number) => void;
  readonly traceBuffer?: () => number;
  readonly traceBytes?: () => number;
  readonly __collect?: () => void;
}

interface ExportedCall {
  readonly name: string;
  readonly params: readonly string[];
  readonly result: string;
}

/** The custom section `tacet`. */
export interface Section {
  readonly resultOffset: number;
  readonly exports: readonly (ExportedCall & { readonly pool: number })[];
  readonly main: boolean;
  readonly error?: { readonly message: number; readonly name: number };
}

interface Call {
  readonly id: number;
  readonly fn: ExportedCall;
  readonly address: number;
}

const IDLE = 0;
const MORE = 1;
const EXITED = 2;
const NEVER = 0xffffffff;
/** A case that takes more polls than this hangs. */
const POLLS_MAX = 200_000;

export function sectionOf(module: WebAssembly.Module): Section {
  const json = JSON.parse(new TextDecoder().decode(WebAssembly.Module.customSections(module, "tacet")[0])) as Partial<Section>;
  return { exports: [], resultOffset: TaskLayout.RESULT, main: false, ...json };
}

export class Guest {
  readonly #lines: string[] = [];
  #lineUs = 0;
  readonly section: Section;
  readonly exports: GuestExports & Record<string, unknown>;
  readonly #control: number;
  #running: Call[] = [];
  #started = 0;
  #traced = 0;
  #nowUs = 0;
  #polls = 0;
  #alive = true;

  constructor(module: WebAssembly.Module, imports: WebAssembly.Imports = {}) {
    this.section = sectionOf(module);
    this.exports = new WebAssembly.Instance(module, imports).exports as unknown as GuestExports & Record<string, unknown>;
    this.#control = this.exports.tacet_init();
  }

  /** A timer that was removed may still lead to a turn: the time is noted only before something that happens. */
  #note(line: string): void {
    if (this.#lineUs != this.#nowUs) this.#lines.push(`. ${this.#nowUs / 1000} ms`);
    this.#lineUs = this.#nowUs;
    this.#lines.push(line);
  }

  #view(): DataView {
    return new DataView(this.exports.memory.buffer); // memory may have grown
  }

  /** Runs `script`: words as in `start f 1 2`, `call g 3` (an export that is not async), `turn 1`, `advance 10`, `cancel 0`, `idle`, `polls 3`, `end`. */
  run(script: readonly (readonly string[])[]): string[] {
    try {
      for (const [action, ...words] of script) {
        if (!this.#alive) break;
        switch (action) {
          case "start": this.start(words[0], words.slice(1)); break;
          case "call": this.#call(words[0], words.slice(1)); break;
          case "turn": this.#turn(Number(words[0])); break;
          case "advance": this.#advance(Number(words[0]) * 1000); break;
          case "cancel": this.#cancel(Number(words[0])); break;
          case "idle": this.#untilIdle(); break;
          case "end": this.#untilEnd(); break;
          case "polls": this.#pollsOf(Number(words[0])); break;
          default: throw new Error(`no action '${action}'`);
        }
      }
    } catch (error) {
      if (!(error instanceof WebAssembly.RuntimeError)) throw error;
      this.#readTrace();
      this.#note(`! ${this.#trapText(error)}`);
      return this.#lines;
    }
    if (this.#running.length) this.#note(`! never ended: ${this.#running.map(c => `${c.fn.name}#${c.id}`).join(" ")}`);
    return this.#lines;
  }

  start(name: string, words: readonly string[] = []): void {
    const fn = this.section.exports.find(e => e.name == name);
    if (!fn) throw new Error(`no export '${name}'`);
    const values = fn.params.map((type, i) => type.endsWith("64") && type[0] != "f" ? BigInt(words[i]) : Number(words[i]));
    const start = this.exports[name] as (...args: (number | bigint)[]) => number;
    const address = start(...values) >>> 0;
    this.#note(`> ${name}(${words.join(", ")})${address ? "" : " refused"}`);
    if (address) this.#running.push({ id: this.#started++, fn, address });
    this.#settle();
  }

  #call(name: string, words: readonly string[]): void {
    this.#note(`> ${name}(${words.join(", ")})`);
    const value = (this.exports[name] as (...args: number[]) => number)(...words.map(Number));
    this.#readTrace();
    this.#note(`< ${name} = ${value}`);
  }

  #turn(budget: number): number {
    let code = MORE;
    // One poll a turn where a collection runs in between.
    const step = this.exports.__collect ? 1 : budget;
    for (let polls = 0; polls < budget && code == MORE; polls += step) {
      if ((this.#polls += step) > POLLS_MAX) throw new Error(`still running after ${POLLS_MAX} polls`);
      code = this.exports.tacet_turn(step);
      this.#settle();
    }
    if (code == EXITED) {
      this.#note(`< exit ${this.#view().getInt32(this.#control + ControlLayout.CODE, true)}`);
      this.#alive = false;
    } else if (code != IDLE && code != MORE) throw new Error(`tacet_turn answered ${code}`);
    return code;
  }

  #untilIdle(): void {
    while (this.#turn(64) == MORE);
  }

  /** Until all calls have ended, or nothing is ready and nothing waits for time. */
  #untilEnd(): void {
    while (this.#alive) {
      this.#untilIdle();
      if (!this.#alive || !this.#running.length) return;
      if (!this.#sleepOn()) return;
    }
  }

  /** Moves the clock to the guest's deadline. @returns false when there is none */
  #sleepOn(): boolean {
    const view = this.#view();
    const low = view.getUint32(this.#control + ControlLayout.DEADLINE, true);
    const high = view.getUint32(this.#control + ControlLayout.DEADLINE + 4, true);
    if (low == NEVER && high == NEVER) return false;
    this.#setNow(Math.max(this.#nowUs, high * 2 ** 32 + low));
    return true;
  }

  /** Exactly `count` turns of one poll, the clock moving whenever nothing is ready. */
  #pollsOf(count: number): void {
    for (let i = 0; i < count; i++) if (this.#turn(1) == IDLE && !this.#sleepOn()) return;
  }

  /** Calls that run. */
  get runningCount(): number {
    return this.#running.length;
  }

  #advance(us: number): void {
    this.#setNow(this.#nowUs + us);
    this.#untilIdle();
  }

  #setNow(us: number): void {
    if (us == this.#nowUs) return;
    this.#nowUs = us;
    const view = this.#view();
    view.setUint32(this.#control + ControlLayout.NOW, us >>> 0, true);
    view.setUint32(this.#control + ControlLayout.NOW + 4, Math.floor(us / 2 ** 32), true);
  }

  #cancel(id: number): void {
    const call = this.#running.find(c => c.id == id);
    if (!call) return; // it has ended: a host may be late
    this.#note(`x ${call.fn.name}#${id}`);
    this.exports.tacet_cancel(call.address);
    this.#settle();
  }

  /** After each entry into the module: its trace, then the calls that ended. */
  #settle(): void {
    this.#readTrace();
    const view = this.#view();
    const ended: number[] = [];
    for (let task = view.getUint32(this.#control + ControlLayout.DONE, true); task; task = view.getUint32(task + TaskLayout.NEXT, true)) ended.push(task);
    view.setUint32(this.#control + ControlLayout.DONE, 0, true);
    for (const task of ended.reverse()) {
      const call = this.#running.find(c => c.address == task);
      if (!call) throw new Error(`an unknown call at ${task} ended`);
      this.#running = this.#running.filter(c => c != call);
      const flags = view.getUint8(task + TaskLayout.FLAGS);
      const value = flags & TaskFlag.CANCELLED ? " cancelled" : this.section.error && flags & TaskEnd.THREW ? this.#thrown(task) : call.fn.result == "void" ? "" : ` = ${this.#value(task + this.section.resultOffset, call.fn.result)}`;
      this.#note(`< ${call.fn.name}${value}`);
      this.exports.tacet_release(task);
    }
    this.exports.__collect?.();
  }

  #thrown(task: number): string {
    const view = this.#view();
    const error = view.getUint32(task + this.section.resultOffset, true);
    const text = (offset: number): string => this.#string(view.getUint32(error + offset, true));
    return ` threw ${text(this.section.error!.name)}: ${text(this.section.error!.message)}`;
  }

  #value(at: number, type: string): string {
    const view = this.#view();
    switch (type) {
      case "bool": return String(view.getUint8(at) != 0);
      case "i8": return String(view.getInt8(at));
      case "u8": return String(view.getUint8(at));
      case "i16": return String(view.getInt16(at, true));
      case "u16": return String(view.getUint16(at, true));
      case "i32": case "isize": return String(view.getInt32(at, true));
      case "u32": case "usize": return String(view.getUint32(at, true));
      case "i64": return String(view.getBigInt64(at, true));
      case "u64": return String(view.getBigUint64(at, true));
      case "f32": return floatText(view.getFloat32(at, true));
      case "f64": return floatText(view.getFloat64(at, true));
      case "v128": return vectorText(view, at);
      case "~lib/string/String": case "string": return JSON.stringify(this.#string(view.getUint32(at, true)));
      default: throw new Error(`cannot read a ${type}`);
    }
  }

  #string(at: number): string {
    const view = this.#view();
    return at ? utf16(view, at, view.getUint32(at - 4, true)) : "";
  }

  /** Records of tests/lower/trace.ts. */
  #readTrace(): void {
    const { traceBuffer, traceBytes } = this.exports;
    if (!traceBuffer || !traceBytes) return;
    const view = this.#view();
    const base = traceBuffer();
    const end = traceBytes();
    while (this.#traced < end) {
      const at = base + this.#traced;
      const label = this.#string(view.getUint32(at, true));
      this.#traced += 24;
      let value = "";
      switch (view.getUint32(at + 4, true)) {
        case 0: break;
        case 1: value = ` ${view.getBigInt64(at + 8, true)}`; break;
        case 2: value = ` ${view.getBigUint64(at + 8, true)}`; break;
        case 3: value = ` ${view.getUint32(at + 8, true) != 0}`; break;
        case 4: value = ` ${floatText(view.getFloat32(at + 8, true))}`; break;
        case 5: value = ` ${floatText(view.getFloat64(at + 8, true))}`; break;
        case 6: value = ` ${vectorText(view, at + 8)}`; break;
        case 7: {
          const bytes = view.getUint32(at + 8, true);
          value = ` ${JSON.stringify(utf16(view, at + 24, bytes))}`;
          this.#traced += (bytes + 3) & ~3;
          break;
        }
        default: throw new Error(`the trace was overwritten at ${at}`);
      }
      this.#note(label + value);
    }
  }

  #trapText(error: Error): string {
    const view = this.#view();
    if (view.getUint32(this.#control + ControlLayout.STATUS, true) != Status.TRAPPED) return error.message;
    const message = this.#string(view.getUint32(this.#control + ControlLayout.MESSAGE, true));
    const file = this.#string(view.getUint32(this.#control + ControlLayout.FILE, true));
    return `${message} (${file}:${view.getInt32(this.#control + ControlLayout.CODE, true)}:${view.getUint32(this.#control + ControlLayout.COLUMN, true)})`;
  }
}

function floatText(value: number): string {
  return Object.is(value, -0) ? "-0" : String(value);
}

function vectorText(view: DataView, at: number): string {
  return [0, 4, 8, 12].map(i => view.getInt32(at + i, true)).join(",");
}

function utf16(view: DataView, at: number, bytes: number): string {
  let text = "";
  for (let i = 0; i < bytes; i += 2) text += String.fromCharCode(view.getUint16(at + i, true));
  return text;
}
