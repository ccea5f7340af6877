// Standard streams and the process around the program: stdin, stdout, stderr, arguments, signals -> operations.
// Bytes, not text; console.ts prints text. Both keep their order: a write carries how much console text came before it.

import { ConsoleLayout, ControlLayout, Errno, Handle, Op as OpCode } from "./abi";
import { CONTROL } from "./control";
import { CURRENT, perform } from "./op";
import { ANY_RESULT } from "./ring";

// @ts-ignore: decorator
@unmanaged @final
export class InputStream {
  private constructor() {}

  /** Reads what is there, at least one byte. @returns bytes, 0 = end, or a negative Errno. Cancel: what arrived stays for the next read. */
  async read(ptr: usize, length: u32): Promise<i32> {
    return await perform(OpCode.READ, <u32>changetype<usize>(this), ptr, length, CURRENT, length);
  }
}

// @ts-ignore: decorator
@unmanaged @final
export class OutputStream {
  private constructor() {}

  /** Writes up to `length` bytes of `ptr`. @returns bytes, or a negative Errno (EPIPE). Cancel: see perform. */
  async write(ptr: usize, length: u32): Promise<i32> {
    return await perform(OpCode.WRITE, <u32>changetype<usize>(this), ptr, length, consoleUsed(), length);
  }

  /** Writes all of it. @returns length, or a negative Errno. Cancel: see perform. */
  async writeAll(ptr: usize, length: u32): Promise<i32> {
    let done: u32 = 0;
    while (done < length) {
      const written = await this.write(ptr + done, length - done);
      if (written < 0) return written;
      if (written == 0) return Errno.EIO;
      done += written;
    }
    return length;
  }
}

// The references are the handles that are open from the start.
// @ts-ignore: decorator
@lazy export const stdin: InputStream = changetype<InputStream>(<usize>Handle.STDIN);
// @ts-ignore: decorator
@lazy export const stdout: OutputStream = changetype<OutputStream>(<usize>Handle.STDOUT);
// @ts-ignore: decorator
@lazy export const stderr: OutputStream = changetype<OutputStream>(<usize>Handle.STDERR);

/**
 * Waits for a signal (`Signal.SIGINT`); its default effect is off meanwhile and on again afterwards.
 * @returns the signal, or a negative Errno (EINVAL, ENOTSUP)
 * Cancel: no longer waits.
 */
export async function signal(signal: u32): Promise<i32> {
  return await perform(OpCode.SIGNAL_WAIT, signal, 0, 0, CURRENT, ANY_RESULT);
}

/**
 * Copies argument `index` of the program, as UTF-8, to `ptr`.
 * @returns its bytes (more than `length` if it was cut), or ENOENT past the last
 * Cancel: see perform.
 */
export async function argument(index: u32, ptr: usize, length: u32): Promise<i32> {
  return await perform(OpCode.ARGUMENT, index, ptr, length, CURRENT, ANY_RESULT);
}

/** Bytes of console text that stand before a write submitted now. */
function consoleUsed(): u64 {
  const block = <usize>load<u32>(CONTROL, ControlLayout.CONSOLE);
  return block ? load<u32>(block, ConsoleLayout.USED) : 0;
}
