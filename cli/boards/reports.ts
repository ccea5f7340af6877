// Reports: what firmware says of its own end (boards/common/trap.c) -> the words of the Node host. The device prints numbers;
// the await map has the names. Everything else the program prints passes untouched, as it comes.

import type { AwaitMap } from "../../host/awaits.js";

/** By boards/common/trap.h; those of WebAssembly in the words of V8. */
const REASONS: readonly string[] = [
  "", "memory access out of bounds", "unreachable", "divide by zero", "divide result unrepresentable", "float unrepresentable in integer range",
  "null function or function signature mismatch", "hardware fault: a bad address or instruction", "the program broke the contract with its host",
  "the stack is full", "something wrote behind the program's memory",
];

/** By ImageRefusal in abi.json. */
const REFUSALS: readonly string[] = ["", "there is none", "it is of another format", "it is another program's", "its sizes are not the program's", "its checksum is wrong"];

/** The file of a trap by an error that nobody could catch (assembly/error.ts). */
const UNCAUGHT = "(uncaught)";

const MARK = Buffer.from("tacet: ");

export interface ReportSink {
  /** What the program printed. */
  out(bytes: Uint8Array): void;
  /** What the firmware says of the program: one line or more. */
  report(text: string): void;
}

/** Takes the console's bytes as they come and hands on what is complete. */
export class ReportReader {
  #line: Buffer = Buffer.alloc(0);
  #isInLine = false;
  /** Where the error of the next line was thrown. */
  #thrownAt: string | undefined;

  constructor(private readonly sink: ReportSink, private readonly map: AwaitMap | undefined) {}

  write(chunk: Uint8Array): void {
    let rest: Buffer = Buffer.concat([this.#line, chunk]);
    this.#line = Buffer.alloc(0);
    while (rest.length > 0) {
      const end = rest.indexOf(10) + 1;
      const line = end === 0 ? rest : rest.subarray(0, end);
      rest = rest.subarray(line.length);
      // Only the beginning of a line can be a mark; while it may become one, it waits.
      if (!this.#isInLine && MARK.subarray(0, line.length).equals(line.subarray(0, MARK.length))) {
        if (end === 0) this.#line = line;
        else {
          const text = this.#describe(line.subarray(MARK.length).toString("utf8").trimEnd());
          if (text !== "") this.sink.report(text);
        }
        continue;
      }
      this.sink.out(line);
      this.#isInLine = end === 0;
    }
  }

  /** The console is closed: what waited comes out. */
  end(): void {
    if (this.#line.length > 0) this.sink.out(this.#line);
    this.#line = Buffer.alloc(0);
  }

  #describe(line: string): string {
    const thrown = /^thrown (\d+)$/.exec(line);
    if (thrown) {
      this.#thrownAt = this.#siteOf(thrown[1]!);
      return "";
    }
    const text = this.#describeEnd(line);
    this.#thrownAt = undefined;
    return text;
  }

  /** Where the `throw` stands of which the device says this number. */
  #siteOf(number: string): string | undefined {
    const throws = this.map?.throws;
    return throws?.noted === 0 ? throws.objects[number] : throws?.sites[Number(number)];
  }

  #describeEnd(line: string): string {
    const trap = /^trap (\d+) pc ([0-9a-f]+)(?: (\d+):(\d+) (\S*) ?(.*))?$/.exec(line);
    if (trap) {
      const [, reason, pc, row, column, file, message] = trap;
      const words = message || (file ? "abort" : REASONS[Number(reason)] || `trap ${reason}`);
      return `tacet: trap: ${words}${file ? ` at ${file === UNCAUGHT && this.#thrownAt || `${file}:${row}:${column}`}` : `${/^0+$/.test(pc!) ? "" : ` at instruction 0x${pc!.replace(/^0+/, "")}`}`}`;
    }
    const watchdog = /^watchdog (\d+)$/.exec(line);
    if (watchdog) return `tacet: restarted by the watchdog: for ${watchdog[1]} ms no turn had ended`;
    const image = /^image (\d+)$/.exec(line);
    if (image) return `tacet: IMAGE_REFUSED: a saved image is not restored: ${REFUSALS[Number(image[1])] ?? `reason ${image[1]}`}`;
    const lost = /^lost (\d+) (\d+)$/.exec(line);
    if (lost) return `tacet: CONSOLE_LOST: ${lost[1]} console message(s) cut or lost: more than ${lost[2]} bytes between two awaits; --use TACET_CONSOLE_BYTES=n makes room`;
    const awaits = /^awaits((?: \d+:\d+)*)$/.exec(line);
    if (!awaits) return `tacet: ${line}${this.#thrownAt === undefined ? "" : `\n    at ${this.#thrownAt}`}`;
    const frames = [...awaits[1]!.matchAll(/(\d+):(\d+)/g)].map(([, index, state]) => [Number(index), Number(state)] as const);
    if (frames.length === 0) return "";
    if (!this.map) return `  resumed from frames ${awaits[1]!.trim()} (function:state; no await map of this build was found)`;
    const { functions } = this.map;
    const lines = frames.flatMap(([index, state]) => functions[index]?.lines[state] ?? [functions[index]?.name ?? `function ${index}`]);
    return ["  resumed from", ...lines.map(where => `    await ${where}`)].join("\n");
  }
}
