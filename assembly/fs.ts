// Files: open, read, write, stat, close -> operations on handles. The reference is the handle, see handle.ts.

import { FileKind, FileStatLayout, Op as OpCode, OpenFlag } from "./abi";
import { HostHandle } from "./handle";
import { CURRENT, perform, performWithText } from "./op";
import { ANY_RESULT } from "./ring";
import { COMPACT, refuseCompact } from "./compact";

/** What `stat` tells; make one with `inFrame<FileStat>()`. Layout in abi.json. */
// @ts-ignore: decorator
@unmanaged @final
export class FileStat {
  /** Bytes. */
  size: u64;
  /** Microseconds since 1970. */
  modified: u64;
  /** A FileKind. */
  kind: u32;
  /** Permission bits. */
  mode: u32;

  get isFile(): bool {
    return this.kind == FileKind.FILE;
  }

  get isDirectory(): bool {
    return this.kind == FileKind.DIRECTORY;
  }
}

// @ts-ignore: decorator
@unmanaged @final
export class File extends HostHandle {
  /**
   * Opens `path`.
   * @param flags OpenFlag bits
   * @param mode permission bits of a file it creates; 0 = 0o666
   * Errors: ENOENT, EACCES, EEXIST, EISDIR, EMFILE.
   * Cancel: a file that was opened is closed.
   */
  static async open(path: string, flags: u32 = OpenFlag.READ, mode: u32 = 0): Promise<File> {
    if (COMPACT) refuseCompact();
    return changetype<File>(await performWithText(OpCode.FILE_OPEN, path, <u64>flags | <u64>mode << 32)); // the handle
  }

  /**
   * Reads into `ptr`, at `offset` or at the file's own position, which then moves.
   * @returns bytes, 0 = end of file, or a negative Errno
   * Cancel: waits until the host is done with the buffer; the position steps back.
   */
  async read(ptr: usize, length: u32, offset: u64 = CURRENT): Promise<i32> {
    return await perform(OpCode.READ, this.handle, ptr, length, offset, length);
  }

  /** Writes up to `length` bytes of `ptr`. @returns bytes, or a negative Errno (ENOSPC, EBADF). Cancel: as read; what was written stays. */
  async write(ptr: usize, length: u32, offset: u64 = CURRENT): Promise<i32> {
    return await perform(OpCode.WRITE, this.handle, ptr, length, offset, length);
  }

  /** Fills `stat`. @returns 0 or a negative Errno. Cancel: see perform. */
  async stat(stat: FileStat): Promise<i32> {
    return await perform(OpCode.FILE_STAT, this.handle, changetype<usize>(stat), <u32>FileStatLayout.BLOCK_BYTES, CURRENT, ANY_RESULT);
  }
}
