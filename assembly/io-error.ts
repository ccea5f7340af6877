// I/O errors: a negative result -> an exception with the name of its Errno.
// Operations give their results as numbers, which costs nothing; who prefers exceptions asks for them with ioCheck or
// `check()` of a handle (handle.ts).

import { ERRNO_NAMES } from "./abi";

/** An operation that failed. Its message is the name of the code: "ECONNRESET". */
export class IoError extends Error {
  /** @param code one of Errno, negative */
  constructor(readonly code: i32) {
    super(~code < ERRNO_NAMES.length ? ERRNO_NAMES[~code] : "EIO");
    this.name = "IoError";
  }
}

/** `result` unless it is an error: `const n = ioCheck(await stream.read(p, 512))`. Throws an IoError where it is negative. */
export function ioCheck(result: i32): i32 {
  if (result < 0) throw new IoError(result);
  return result;
}
