// Raw writes: bytes -> the handle under a socket of Node, past its Writable: no request, callback and tick of its own for a write the
// kernel takes at once (9.4 against 10.4 us a request of the http server).
//
// The handle wants a request object whose class Node does not export. It is learned from Node: the first write through a socket
// passes one to `writeBuffer`. Where what we find isn't as we know it, `canWriteRaw` stays false and writes go through the socket.
//
//   writeBuffer returns   request's async id   meaning
//   0                     -1                   all sent; Node made nothing for the request, which serves the next write too
//   0                     > 0                  libuv has the rest; `oncomplete(status)` follows, and the request is Node's
//   < 0                   any                  failed
//
// `handle.writeQueueSize === 0` would not do to tell the first from the second: a rest that leaves on libuv's own first try
// has left the queue as well, and giving Node a request it still has ends the process.

import { getSystemErrorName } from "node:util";

export interface WriteRequest {
  oncomplete?: (status: number) => void;
  /** Kept from the collector until the write is over. */
  buffer?: Uint8Array;
  getAsyncId(): number;
}

/** Node's stream handle as far as it goes beyond its types. */
export interface RawWritable { writeBuffer?(request: WriteRequest, bytes: Uint8Array): number }

const NO_ASYNC_ID = -1;

let Request: (new () => WriteRequest) | undefined;
/** Whether Node's requests have been looked at. */
let isLearned = false;
/** A request Node has nothing of, for the next write. */
let spare: WriteRequest | undefined;

/** Whether `writeRaw` works on this handle. */
export function canWriteRaw(handle: RawWritable | null): handle is Required<RawWritable> {
  return Request !== undefined && typeof handle?.writeBuffer === "function";
}

/** Before a write through a socket: learns from it, unless that has been done. */
export function learnRawWrite(handle: RawWritable | null): void {
  if (isLearned || typeof handle?.writeBuffer !== "function" || Object.hasOwn(handle, "writeBuffer")) return;
  handle.writeBuffer = (request, bytes) => {
    delete handle.writeBuffer; // the one of its class shows again
    if (!isLearned) {
      isLearned = true;
      Request = classOf(request);
    }
    return handle.writeBuffer!(request, bytes);
  };
}

/**
 * Writes, in order with what libuv has of the handle already. Not for handles whose socket holds bytes itself.
 * @returns 0 when all is sent, libuv's negative error number, or the request of a write under way, for setting `oncomplete`
 */
export function writeRaw(handle: Required<RawWritable>, bytes: Uint8Array): WriteRequest | number {
  const request = spare ?? new Request!();
  spare = undefined;
  const error = handle.writeBuffer(request, bytes);
  if (error !== 0) return error;
  if (request.getAsyncId() !== NO_ASYNC_ID) {
    request.buffer = bytes;
    return request;
  }
  spare = request;
  return 0;
}

/** libuv's error number -> an error as Node makes it. */
export function writeError(status: number): NodeJS.ErrnoException {
  const code = getSystemErrorName(status);
  return Object.assign(new Error(`write ${code}`), { code, errno: status, syscall: "write" });
}

/** The class of Node's requests, if a fresh one says that Node has nothing of it. */
function classOf(request: WriteRequest): (new () => WriteRequest) | undefined {
  try {
    const found = request.constructor as new () => WriteRequest;
    return new found().getAsyncId() === NO_ASYNC_ID ? found : undefined;
  } catch {
    return undefined;
  }
}
