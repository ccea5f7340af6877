// Console: records in guest memory -> lines on stdout and stderr. The format is in abi.json.
// Drained after every entry and after a trap; a WRITE to a standard stream first drains what stood before it.

import { ConsoleLayout, ControlLayout, Level } from "./abi.js";
import type { OnReport } from "./errors.js";
import type { Guest } from "./guest.js";

export interface ConsoleSink {
  out(text: string): void;
  err(text: string): void;
}

export class ConsoleDrain {
  /** Bytes of records printed since the guest's buffer was last emptied. */
  #printed = 0;
  #isBroken = false;

  constructor(private readonly guest: Guest, private readonly sink: ConsoleSink, private readonly onReport: OnReport) {}

  /** Prints the records below `end` bytes. */
  drainTo(end: number): void {
    const block = this.#block();
    if (block !== 0) this.#print(block, Math.min(end, this.guest.memory.u32[(block + ConsoleLayout.USED) >>> 2]));
  }

  /** Prints everything and empties the buffer. */
  drain(): void {
    const block = this.#block();
    if (block === 0) return;
    const { u32 } = this.guest.memory;
    const used = (block + ConsoleLayout.USED) >>> 2;
    const lost = (block + ConsoleLayout.LOST) >>> 2;
    if (u32[used] !== 0) {
      this.#print(block, u32[used]);
      u32[used] = 0;
      this.#printed = 0;
    }
    if (u32[lost] !== 0) {
      const capacity = u32[(block + ConsoleLayout.CAPACITY) >>> 2];
      this.onReport({
        code: "CONSOLE_LOST",
        detail: `${u32[lost]} console message(s) cut or lost: more than ${capacity} bytes between two awaits; --use TACET_CONSOLE_BYTES=n makes room`,
      });
      u32[lost] = 0;
    }
  }

  /** Address of the block, or 0 where there is none or it makes no sense (reported once). */
  #block(): number {
    const block = this.guest.announced(ControlLayout.CONSOLE);
    if (block === 0 || this.#isBroken) return 0;
    const { memory } = this.guest;
    if (block % 4 !== 0 || !memory.holds(block, ConsoleLayout.BLOCK_BYTES)) return this.#refuse(`no console block at ${block}`);
    const capacity = memory.u32[(block + ConsoleLayout.CAPACITY) >>> 2];
    if (!memory.holds(block + ConsoleLayout.BLOCK_BYTES, capacity)) return this.#refuse(`a buffer of ${capacity} bytes passes the end of memory`);
    if (memory.u32[(block + ConsoleLayout.USED) >>> 2] > capacity) return this.#refuse("more bytes used than there are");
    return block;
  }

  /** Prints the records up to `end`, neighbours of one stream in one write. */
  #print(block: number, end: number): void {
    const { memory } = this.guest;
    const records = block + ConsoleLayout.BLOCK_BYTES;
    let text = "";
    let isError = false;
    const flush = (): void => {
      if (text === "") return;
      if (isError) this.sink.err(text);
      else this.sink.out(text);
      text = "";
    };
    while (this.#printed + 4 <= end) {
      const header = memory.view.getUint32(records + this.#printed, true);
      const bytes = header >>> 8;
      const start = this.#printed + 4;
      if (start + bytes > end) {
        this.#refuse("a record passes the end of the buffer");
        break;
      }
      const level = header & 0xff;
      const goesToError = level === Level.WARN || level === Level.ERROR;
      if (goesToError !== isError) flush();
      isError = goesToError;
      text += memory.text(records + start, bytes, false) + "\n";
      this.#printed = start + bytes;
    }
    flush();
  }

  #refuse(detail: string): number {
    this.#isBroken = true;
    this.onReport({ code: "BAD_CONSOLE", detail });
    return 0;
  }
}
