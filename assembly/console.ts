// Console: text -> records in a static buffer, which the host prints after each entry and after a trap.
// Works from synchronous code in a module without imports: nothing is called, nothing waited for, nothing allocated.
// Order: a write to stdout or stderr carries how much text stood here when it was submitted (stdio.ts), and the host
// prints that much before it.
// When the buffer is full (one turn logged more than CONSOLE_BYTES), what does not fit is cut or left out, counted, and the
// host says so in its place: there is no way to wait inside a synchronous call. `--use TACET_CONSOLE_BYTES=n` makes room.

import { ConsoleLayout, ControlLayout, Feature, Level } from "./abi";
import { announce, CONTROL } from "./control";
import { __hostConsole } from "./intrinsics";

// @ts-ignore: a constant of the command line
@lazy const CONSOLE_BYTES: u32 = isDefined(TACET_CONSOLE_BYTES) ? TACET_CONSOLE_BYTES : 8192;
// @ts-ignore: decorator
@lazy const CONSOLE: usize = memory.data(CONSOLE_BYTES + 12, 4);

const RECORD_HEADER: u32 = 4;
/** The most bytes of UTF-8 one character takes. */
const UTF8_BYTES_MAX: u32 = 4;

/**
 * The console of a program without imports; the transform puts it in the place of the global `console`.
 * `log`, `info` and `debug` go to stdout, `warn` and `error` to stderr.
 */
export namespace console {
  export function log(message: string = ""): void {
    write(Level.LOG, message);
  }

  export function info(message: string = ""): void {
    write(Level.INFO, message);
  }

  export function debug(message: string = ""): void {
    write(Level.DEBUG, message);
  }

  export function warn(message: string = ""): void {
    write(Level.WARN, message);
  }

  export function error(message: string = ""): void {
    write(Level.ERROR, message);
  }

  export function assert<T>(condition: T, message: string = ""): void {
    if (!condition) write(Level.ERROR, message);
  }
}

/** Appends one record; without room for all of `message`, as many whole characters as fit, and counts it as lost. */
function write(level: u32, message: string): void {
  if (!load<u32>(CONTROL, ControlLayout.CONSOLE)) register();
  const used = load<u32>(CONSOLE, ConsoleLayout.USED);
  if (CONSOLE_BYTES - used < RECORD_HEADER + UTF8_BYTES_MAX) return lose();
  const record = CONSOLE + ConsoleLayout.BLOCK_BYTES + used;
  const bytes = <u32>encode(message, record + RECORD_HEADER, CONSOLE + ConsoleLayout.BLOCK_BYTES + CONSOLE_BYTES);
  store<u32>(record, level | bytes << 8);
  store<u32>(CONSOLE, used + RECORD_HEADER + bytes, ConsoleLayout.USED);
  // @ts-ignore: a constant that the transform sets
  if (isDefined(TACET_COMMAND)) __hostConsole();
}

/** Writes `message` as UTF-8 at `start`, stopping before the character that would pass `end`. @returns bytes written */
function encode(message: string, start: usize, end: usize): usize {
  let text = changetype<usize>(message);
  const textEnd = text + (<usize>message.length << 1);
  let to = start;
  while (text < textEnd) {
    if (end - to < UTF8_BYTES_MAX && end - to < (textEnd - text >> 1) * 3) { // near the end: may not fit
      lose();
      break;
    }
    let unit = <u32>load<u16>(text);
    text += 2;
    if (unit < 0x80) {
      store<u8>(to++, unit);
      continue;
    }
    if (unit < 0x800) {
      store<u8>(to++, unit >> 6 | 0xc0);
    } else {
      const low = text < textEnd ? <u32>load<u16>(text) : 0;
      if ((unit & 0xfc00) == 0xd800 && (low & 0xfc00) == 0xdc00) {
        text += 2;
        unit = 0x10000 + ((unit & 0x3ff) << 10 | (low & 0x3ff));
        store<u8>(to++, unit >> 18 | 0xf0);
        store<u8>(to++, unit >> 12 & 0x3f | 0x80);
      } else {
        store<u8>(to++, unit >> 12 | 0xe0); // a lone surrogate too: the host shows it as U+FFFD
      }
      store<u8>(to++, unit >> 6 & 0x3f | 0x80);
    }
    store<u8>(to++, unit & 0x3f | 0x80);
  }
  return to - start;
}

function lose(): void {
  store<u32>(CONSOLE, load<u32>(CONSOLE, ConsoleLayout.LOST) + 1, ConsoleLayout.LOST);
}

function register(): void {
  store<u32>(CONSOLE, CONSOLE_BYTES, ConsoleLayout.CAPACITY);
  store<u32>(CONTROL, <u32>CONSOLE, ControlLayout.CONSOLE);
  announce(Feature.CONSOLE);
}
