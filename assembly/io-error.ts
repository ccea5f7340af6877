// I/O errors: a negative result -> an exception with the name of its Errno.
// Operations give their results as numbers, which costs nothing; who prefers exceptions asks for them with ioCheck.

import { ERRNO_NAMES } from "./abi";

/** An operation that failed. Its message is the name of the code: "ECONNRESET". */
export class IoError extends Error {
  /** @param code one of Errno, negative */
  constructor(readonly code: i32) {
    super(~code < ERRNO_NAMES.length ? ERRNO_NAMES[~code] : "EIO");
    this.name = "IoError";
  }
}

/**
 * `result`, a number or a handle, unless it is an error: `const n = ioCheck(await stream.read(p, 512))`,
 * `const file = ioCheck(await File.open(path))`. Throws an IoError where it is negative.
 */
export function ioCheck<T>(result: T): T {
  const code = isReference<T>() ? <i32>changetype<usize>(result) : <i32>result; // a handle is its number (handle.ts)
  if (code < 0) throw new IoError(code);
  return result;
}
