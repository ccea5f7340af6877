// Files: FILE_OPEN and the ops on a file's handle -> WASI's calls. All complete at once.
// A file's own position is the descriptor's. WASI knows no permission bits: the mode of a new file is the runtime's, `mode` is 0.

import {
  fd_fdstat_get, fd_filestat_get, fd_pread, fd_pwrite, fd_read, fd_seek, fd_write, fdflags, fdstat, filestat, lookupflags, oflags, path_open,
  rights, whence,
} from "bindings/wasi_snapshot_preview1";
import { Errno, FileKind, FileStatLayout, Op as OpCode, OpenFlag, SubmissionLayout } from "../abi";
import { CURRENT } from "../op";
import { findPlace, placeError } from "./paths";
import { Kind, openSlot, Readiness, Slot } from "./slots";
import { aim, moved, VECTOR } from "./streams";

// @ts-ignore: decorator
@lazy const STATUS: usize = memory.data(64, 8); // fdstat, filestat
// @ts-ignore: decorator
@lazy const OUT: usize = memory.data(8, 8);

const READ_RIGHTS: u64 = rights.FD_READ | rights.FD_READDIR;
const WRITE_RIGHTS: u64 = rights.FD_WRITE | rights.FD_ALLOCATE | rights.FD_FILESTAT_SET_SIZE | rights.FD_DATASYNC | rights.FD_SYNC;
const ALL_RIGHTS: u64 = rights.FD_SEEK | rights.FD_TELL | rights.FD_ADVISE | rights.FD_FILESTAT_GET | rights.FD_FDSTAT_SET_FLAGS | rights.POLL_FD_READWRITE;
const NS_PER_US: u64 = 1000;

/** @param at the file's slot; 0 for FILE_OPEN @returns the result */
export function performFile(entry: usize, at: usize): i32 {
  const slot = changetype<Slot>(at); // given by perform.ts, of kind FILE
  switch (<u32>load<u8>(entry, SubmissionLayout.OP)) {
    case OpCode.FILE_OPEN: return open(entry);
    case OpCode.READ: return read(entry, slot.fd);
    case OpCode.WRITE: return write(entry, slot.fd);
    case OpCode.GIVE_BACK: return -<i32>fd_seek(slot.fd, -<i64>load<u32>(entry, SubmissionLayout.LENGTH), whence.CUR, OUT);
    default: return stat(slot.fd, <usize>load<u32>(entry, SubmissionLayout.BUFFER), load<u32>(entry, SubmissionLayout.LENGTH));
  }
}

function open(entry: usize): i32 {
  const flags = load<u32>(entry, SubmissionLayout.ARG);
  if (!(flags & (OpenFlag.READ | OpenFlag.WRITE))) return Errno.EINVAL;
  const place = findPlace(entry);
  if (placeError(place)) return placeError(place);
  let error = <i32>fd_fdstat_get(place.directory, changetype<fdstat>(STATUS));
  if (error) return -error;
  let wanted = ALL_RIGHTS;
  if (flags & OpenFlag.READ) wanted |= READ_RIGHTS;
  if (flags & OpenFlag.WRITE) wanted |= WRITE_RIGHTS;
  const inheriting = load<u64>(STATUS, 16); // no file can have more rights than its directory hands on
  error = <i32>path_open(
    place.directory, lookupflags.SYMLINK_FOLLOW, place.path, place.bytes,
    (flags & OpenFlag.CREATE ? oflags.CREAT : 0) | (flags & OpenFlag.EXCLUSIVE ? oflags.EXCL : 0) | (flags & OpenFlag.TRUNCATE ? oflags.TRUNC : 0),
    wanted & inheriting, inheriting, flags & OpenFlag.APPEND ? fdflags.APPEND : 0, OUT,
  );
  return error ? -error : openSlot(load<u32>(OUT), Kind.FILE, Readiness.ALWAYS);
}

function read(entry: usize, fd: u32): i32 {
  aimAt(entry);
  const offset = load<u64>(entry, SubmissionLayout.ARG);
  return moved(<i32>(offset == CURRENT ? fd_read(fd, VECTOR, 1, VECTOR + 8) : fd_pread(fd, VECTOR, 1, offset, VECTOR + 8)));
}

function write(entry: usize, fd: u32): i32 {
  aimAt(entry);
  const offset = load<u64>(entry, SubmissionLayout.ARG);
  return moved(<i32>(offset == CURRENT ? fd_write(fd, VECTOR, 1, VECTOR + 8) : fd_pwrite(fd, VECTOR, 1, offset, VECTOR + 8)));
}

function aimAt(entry: usize): void {
  aim(<usize>load<u32>(entry, SubmissionLayout.BUFFER), load<u32>(entry, SubmissionLayout.LENGTH));
}

function stat(fd: u32, to: usize, length: u32): i32 {
  if (length < <u32>FileStatLayout.BLOCK_BYTES) return Errno.EINVAL;
  const error = <i32>fd_filestat_get(fd, changetype<filestat>(STATUS));
  if (error) return -error;
  store<u64>(to, load<u64>(STATUS, 32), FileStatLayout.SIZE);
  store<u64>(to, load<u64>(STATUS, 48) / NS_PER_US, FileStatLayout.MODIFIED);
  store<u32>(to, kindOf(load<u8>(STATUS, 16)), FileStatLayout.KIND);
  store<u32>(to, 0, FileStatLayout.MODE);
  return 0;
}

/** WASI's file type -> FileKind. */
function kindOf(type: u32): u32 {
  switch (type) {
    case 2: return FileKind.CHARACTER_DEVICE;
    case 3: return FileKind.DIRECTORY;
    case 4: return FileKind.FILE;
    case 5:
    case 6: return FileKind.SOCKET;
    default: return FileKind.OTHER;
  }
}
