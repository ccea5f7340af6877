// TCP: listeners and streams -> operations on handles.
// The reference is the handle, see handle.ts.

import { Errno, Op as OpCode, OpFlag } from "./abi";
import { HostHandle } from "./handle";
import { CURRENT, perform, performWithText, withFlags } from "./op";
import { COMPACT, refuseCompact } from "./compact";
import { ANY_RESULT, submitUnattended } from "./ring";

// @ts-ignore: decorator
@unmanaged @final
export class TcpListener extends HostHandle {
  /**
   * Listens on `port` (0: any free one, see `port`) of the local address `host`.
   * Errors: EADDRINUSE, EADDRNOTAVAIL, EACCES.
   * Cancel: a listener that came to be is closed.
   */
  static async listen(port: u16, host: string = "127.0.0.1", backlog: u32 = 0): Promise<TcpListener> {
    if (COMPACT) refuseCompact();
    return changetype<TcpListener>(await performWithText(OpCode.TCP_LISTEN, host, <u64>port | <u64>backlog << 32)); // the handle
  }

  /**
   * Waits for the next connection.
   * Errors: EBADF after close, ECANCELED when it is closed meanwhile, EMFILE.
   * Cancel: a connection that had arrived goes to the next accept.
   */
  async accept(): Promise<TcpStream> {
    return changetype<TcpStream>(await perform(OpCode.TCP_ACCEPT, this.handle, 0, 0, CURRENT, ANY_RESULT)); // the handle
  }

  /** The port it listens on, or a negative Errno. */
  async port(): Promise<i32> {
    return await perform(OpCode.TCP_PORT, this.handle, 0, 0, CURRENT, ANY_RESULT);
  }
}

// @ts-ignore: decorator
@unmanaged @final
export class TcpStream extends HostHandle {
  /**
   * Connects to `port` of `host` (name or address).
   * Errors: ECONNREFUSED, ETIMEDOUT, EHOSTUNREACH, ENETUNREACH.
   * Cancel: the attempt ends; a connection that came to be is closed.
   */
  static async connect(host: string, port: u16): Promise<TcpStream> {
    if (COMPACT) refuseCompact();
    return changetype<TcpStream>(await performWithText(OpCode.TCP_CONNECT, host, port)); // the handle
  }

  /**
   * Reads what is there, at least one byte, into `ptr`.
   * @returns bytes, 1..length; 0 at the end of the stream; or a negative Errno (ECONNRESET, ECANCELED when closed meanwhile)
   * Cancel: bytes that arrived stay in the stream for the next read.
   */
  async read(ptr: usize, length: u32): Promise<i32> {
    return await perform(OpCode.READ, this.handle, ptr, length, CURRENT, length);
  }

  /**
   * Writes up to `length` bytes of `ptr`.
   * @param more further writes follow at once: the host may hold these bytes back and send all together
   * @returns bytes taken, or a negative Errno (EPIPE, ECONNRESET, ECANCELED when closed meanwhile)
   * Cancel: waits until the host is done with the buffer; the bytes may have been sent.
   */
  async write(ptr: usize, length: u32, more: bool = false): Promise<i32> {
    return await perform(withFlags(OpCode.WRITE, more ? OpFlag.MORE : 0), this.handle, ptr, length, CURRENT, length);
  }

  /** Writes all of it, in as many operations as it takes. @returns length, or a negative Errno. Cancel: see write. */
  async writeAll(ptr: usize, length: u32, more: bool = false): Promise<i32> {
    let done: u32 = 0;
    while (done < length) {
      const written = await this.write(ptr + done, length - done, more);
      if (written < 0) return written;
      if (written == 0) return Errno.EIO;
      done += written;
    }
    return length;
  }

  /** Sends what was written and then the end of the stream; reading goes on. @returns 0 or a negative Errno. Cancel: see perform. */
  async shutdown(): Promise<i32> {
    return await perform(OpCode.SHUTDOWN, this.handle, 0, 0, CURRENT, ANY_RESULT);
  }

  /** `close` without waiting, from synchronous code. @returns false: the ring is full, nothing happened */
  closeNow(): bool {
    return submitUnattended(withFlags(OpCode.CLOSE, OpFlag.NO_COMPLETION_ON_SUCCESS), this.handle, 0);
  }
}
