// A host in TypeScript for programs of `--target wamr`, under virtual time: what `enter` of the C library does (boards/interpreted/enter.h), so that
// the module is run wherever Node is. It performs nothing but writes to stdout and NOPs; what the program hands it is asserted at each entry.

import assert from "node:assert/strict";
import { ControlLayout, ConsoleLayout, CompletionLayout, Enter, Entered, Errno, Handle, Level, Op, RingsLayout, Status, SubmissionLayout } from "../../host/abi.js";
import type { Outcome } from "../cli/tacet.js";

/** What an entry takes of a program that is never idle, as in tests/conformance/virtual.ts. */
const BUSY_US = 100n;
const NEVER = 0xffff_ffff_ffff_ffffn;

interface Run extends Outcome {
  /** Entries with Enter.WAIT, without it, and with Enter.TELL. */
  readonly entries: { readonly waits: number; readonly serves: number; readonly tells: number };
}

/** Runs the program to its end. All streams are one, as on a board, so that order is seen; stderr is what the host says. */
export async function runEntered(wasm: Uint8Array): Promise<Run> {
  const host = new EnteredHost();
  const { instance } = await WebAssembly.instantiate(Uint8Array.from(wasm), { tacet: { enter: host.enter } });
  host.memory = instance.exports["memory"] as WebAssembly.Memory;
  const { main } = instance.exports as { readonly main: () => unknown };
  try {
    assert.equal(main(), undefined);
    assert.ok(host.code !== undefined, "main returns when the host has its exit code");
  } catch (error) {
    if (!(error instanceof WebAssembly.RuntimeError)) throw error;
    if (host.code === undefined) host.stderr += `tacet: trap: ${error.message}\n`;
    host.code = 134;
  }
  return { code: host.code, stdout: host.stdout, stderr: host.stderr, entries: host.entries };
}

class EnteredHost {
  memory!: WebAssembly.Memory;
  code: number | undefined;
  stdout = "";
  stderr = "";
  readonly entries = { waits: 0, serves: 0, tells: 0 };
  private control: number | undefined;
  private view!: DataView;
  private nowUs = 0n;
  private hasSlept = true;

  readonly enter = (memory: number, bytes: number, control: number, flags: number): number => {
    const { buffer } = this.memory;
    assert.equal(memory, 0);
    assert.ok(bytes > control + ControlLayout.CONSOLE && bytes <= buffer.byteLength, `${bytes} bytes of ${buffer.byteLength}`);
    assert.equal(control, this.control ??= control);
    this.view = new DataView(buffer, 0, bytes); // what lies behind is not the host's
    if (flags === Enter.TELL) return this.tell();
    assert.ok(flags === 0 || flags === Enter.WAIT, `flags ${flags}`);
    this.entries[flags ? "waits" : "serves"]++;
    this.serve(flags === Enter.WAIT);
    return this.code === undefined ? Entered.GOES_ON : Entered.ENDED;
  };

  private word(field: number): number {
    return this.view.getUint32(this.control! + field, true);
  }

  private tell(): number {
    this.entries.tells++;
    this.drain();
    if (this.word(ControlLayout.STATUS) !== Status.TRAPPED) return Entered.GOES_ON;
    this.stderr += `tacet: trap: ${this.text(ControlLayout.MESSAGE)} at ${this.text(ControlLayout.FILE)}:${this.word(ControlLayout.CODE)}:${this.word(ControlLayout.COLUMN)}\n`;
    this.code = 134;
    return Entered.ENDED;
  }

  private serve(isIdle: boolean): void {
    const hasCompletions = this.perform();
    this.drain();
    if (this.word(ControlLayout.STATUS) === Status.EXITED) {
      const name = this.text(ControlLayout.FILE);
      if (name !== "") this.stderr += `tacet: ${name}: ${this.text(ControlLayout.MESSAGE)}\n`;
      this.code = this.word(ControlLayout.CODE) & 0xff;
      return;
    }
    const deadline = this.view.getBigUint64(this.control! + ControlLayout.DEADLINE, true);
    if (isIdle && !hasCompletions) {
      if (deadline === NEVER) {
        this.stderr += "tacet: deadlock: the program waits, and nothing is under way that could wake it\n";
        this.code = 1;
        return;
      }
      if (deadline > this.nowUs) this.nowUs = deadline;
    } else if (!this.hasSlept) {
      this.nowUs += BUSY_US;
    }
    this.hasSlept = isIdle && !hasCompletions;
    this.view.setBigUint64(this.control! + ControlLayout.NOW, this.nowUs, true);
  }

  /** @returns whether there are completions to take */
  private perform(): boolean {
    const rings = this.word(ControlLayout.RINGS);
    if (rings === 0) return false;
    const word = (field: number): number => this.view.getUint32(rings + field, true);
    const set = (field: number, value: number): void => this.view.setUint32(rings + field, value, true);
    const tail = word(RingsLayout.SUBMISSION_TAIL);
    for (let head = word(RingsLayout.SUBMISSION_HEAD); head !== tail; head = head + 1 >>> 0) {
      const entry = word(RingsLayout.SUBMISSIONS) + (head % (1 << this.view.getUint8(rings + RingsLayout.SUBMISSIONS_LOG2))) * SubmissionLayout.BLOCK_BYTES;
      const field = (offset: number): number => this.view.getUint32(entry + offset, true);
      const completed = word(RingsLayout.COMPLETION_TAIL);
      const count = 1 << this.view.getUint8(rings + RingsLayout.COMPLETIONS_LOG2);
      assert.ok((completed - word(RingsLayout.COMPLETION_HEAD) >>> 0) < count, "a completion has room");
      const completion = word(RingsLayout.COMPLETIONS) + (completed % count) * CompletionLayout.BLOCK_BYTES;
      this.view.setUint32(completion + CompletionLayout.USER, field(SubmissionLayout.USER), true);
      this.view.setUint32(completion + CompletionLayout.GENERATION, field(SubmissionLayout.GENERATION), true);
      this.view.setInt32(completion + CompletionLayout.RESULT, this.resultOf(entry, field), true);
      this.view.setUint32(completion + CompletionLayout.FLAGS, 0, true);
      set(RingsLayout.COMPLETION_TAIL, completed + 1);
      set(RingsLayout.SUBMISSION_HEAD, head + 1);
    }
    return word(RingsLayout.COMPLETION_TAIL) !== word(RingsLayout.COMPLETION_HEAD);
  }

  private resultOf(entry: number, field: (offset: number) => number): number {
    const op = this.view.getUint8(entry);
    if (op === Op.NOP) return 0;
    if (op !== Op.WRITE || field(SubmissionLayout.HANDLE) !== Handle.STDOUT) return -Errno.ENOTSUP;
    const bytes = field(SubmissionLayout.LENGTH);
    this.stdout += this.utf8(field(SubmissionLayout.BUFFER), bytes);
    return bytes;
  }

  private drain(): void {
    const block = this.word(ControlLayout.CONSOLE);
    if (block === 0) return;
    const first = block + ConsoleLayout.BLOCK_BYTES;
    for (let at = 0; at < this.view.getUint32(block + ConsoleLayout.USED, true);) {
      const header = this.view.getUint32(first + at, true);
      assert.ok((header & 0xff) <= Level.DEBUG);
      this.stdout += `${this.utf8(first + at + 4, header >>> 8)}\n`;
      at += 4 + (header >>> 8);
    }
    this.view.setUint32(block + ConsoleLayout.USED, 0, true);
  }

  private utf8(at: number, bytes: number): string {
    return new TextDecoder().decode(new Uint8Array(this.view.buffer, at, bytes));
  }

  /** The UTF-16 text that a field of the control block leads to; empty where the block ends before it. */
  private text(field: number): string {
    const address = field < this.view.getUint16(this.control! + ControlLayout.BYTES, true) ? this.word(field) : 0;
    if (address === 0) return "";
    return new TextDecoder("utf-16le").decode(new Uint8Array(this.view.buffer, address, this.view.getUint32(address - 4, true)));
  }
}
