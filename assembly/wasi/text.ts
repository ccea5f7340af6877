// Text: AssemblyScript's strings and console records -> bytes on stdout and stderr, at once and whole.
// Standard streams may be pipes that take part of a write; what is left follows. A stream that takes nothing any more loses the text.

import { fd_write } from "bindings/wasi_snapshot_preview1";
import { ConsoleLayout, ControlLayout, Errno, Level } from "../abi";
import { CONTROL } from "../control";

export const STDOUT: u32 = 1;
export const STDERR: u32 = 2;

/** An iovec, then how much was written. */
// @ts-ignore: decorator
@lazy const VECTOR: usize = memory.data(12, 4);
/** UTF-8 of a piece of text on its way out. */
// @ts-ignore: decorator
@lazy const PIECE: usize = memory.data(256, 4);
const PIECE_UNITS: i32 = 80; // at most three bytes a unit

// @ts-ignore: decorator
@lazy const NEWLINE: usize = memory.data<u8>([10]);

/** Writes `length` bytes; waits until the stream takes them. */
function writeBytes(fd: u32, ptr: usize, length: u32): void {
  while (length) {
    store<u32>(VECTOR, <u32>ptr);
    store<u32>(VECTOR, length, 4);
    const error = <i32>fd_write(fd, VECTOR, 1, VECTOR + 8);
    if (error) {
      if (-error == Errno.EAGAIN || -error == Errno.EINTR) continue;
      return;
    }
    const written = load<u32>(VECTOR, 8);
    ptr += written;
    length -= written;
  }
}

/** Writes `text` as UTF-8. */
export function writeText(fd: u32, text: string): void {
  let from = changetype<usize>(text);
  let units = text.length;
  while (units > 0) {
    let count = min(units, PIECE_UNITS);
    // A pair of surrogates stays together.
    if (count < units && (load<u16>(from + (<usize>(count - 1) << 1)) & 0xfc00) == 0xd800) count--;
    writeBytes(fd, PIECE, <u32>String.UTF8.encodeUnsafe(from, count, PIECE));
    from += <usize>count << 1;
    units -= count;
  }
}

export function writeLine(fd: u32): void {
  writeBytes(fd, NEWLINE, 1);
}

/** Writes a number in decimal; nothing is allocated. */
function writeNumber(fd: u32, value: u32): void {
  let at = PIECE + 10;
  do {
    store<u8>(--at, <u8>(48 + value % 10));
    value /= 10;
  } while (value);
  writeBytes(fd, at, <u32>(PIECE + 10 - at));
}

/** Prints the console's records and empties it; called after each (console.ts), so that a trap loses none. */
export function printConsole(): void {
  const block = <usize>load<u32>(CONTROL, ControlLayout.CONSOLE);
  const end = block + ConsoleLayout.BLOCK_BYTES + load<u32>(block, ConsoleLayout.USED);
  for (let at = block + ConsoleLayout.BLOCK_BYTES; at < end;) {
    const header = load<u32>(at);
    const level = header & 0xff;
    const fd = level == Level.WARN || level == Level.ERROR ? STDERR : STDOUT;
    const bytes = header >> 8;
    writeBytes(fd, at + 4, bytes);
    writeLine(fd);
    at += 4 + bytes;
  }
  store<u32>(block, 0, ConsoleLayout.USED);
  if (!load<u32>(block, ConsoleLayout.LOST)) return;
  store<u32>(block, 0, ConsoleLayout.LOST);
  writeText(STDERR, "tacet: CONSOLE_LOST: a console message was cut: it has more bytes than the console; --use TACET_CONSOLE_BYTES=n makes room\n");
}

/** Prints what a trap has left in the control block. */
export function printTrap(): void {
  writeText(STDERR, "tacet: trap: ");
  const message = load<u32>(CONTROL, ControlLayout.MESSAGE);
  writeText(STDERR, message ? changetype<string>(<usize>message) : "abort"); // the contract: a string's address
  const file = load<u32>(CONTROL, ControlLayout.FILE);
  const line = load<u32>(CONTROL, ControlLayout.CODE);
  if (file && line) { // not of an error that nobody caught (error.ts): where it was thrown is for the host to tell
    writeText(STDERR, " at ");
    writeText(STDERR, changetype<string>(<usize>file));
    writeText(STDERR, ":");
    writeNumber(STDERR, line);
    writeText(STDERR, ":");
    writeNumber(STDERR, load<u32>(CONTROL, ControlLayout.COLUMN));
  }
  writeLine(STDERR);
}
