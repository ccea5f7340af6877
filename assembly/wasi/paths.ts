// Paths: what the program calls a file -> a preopened directory of WASI and a path below it.
// The directory with the longest name that leads to the path wins. `.` is where relative paths start; where only `/` is preopened, they
// start there, as in C programs for WASI. A path that leads to none is ENOTCAPABLE. `..` is the runtime's to refuse.

import { fd_prestat_dir_name, fd_prestat_get, prestat } from "bindings/wasi_snapshot_preview1";
import { Errno, OpFlag, SubmissionLayout } from "../abi";

/** The longest path, and name of a preopened directory, in bytes of UTF-8. */
const PATH_BYTES: u32 = 4096;
const NAME_BYTES: u32 = 1024;
const FIRST_PREOPEN: u32 = 3;

// @ts-ignore: decorator
@lazy const PATH: usize = memory.data(PATH_BYTES, 4);
// @ts-ignore: decorator
@lazy const NAME: usize = memory.data(NAME_BYTES, 4);
// @ts-ignore: decorator
@lazy const PRESTAT: usize = memory.data(8, 4); // u8 kind, u32 bytes of the name

/** Where a path leads. */
// @ts-ignore: decorator
@unmanaged @final
export class Place {
  directory: u32;
  /** UTF-8, until the next path is looked up. */
  path: usize;
  bytes: u32;
}

// @ts-ignore: decorator
@lazy const PLACE: usize = memory.data(12, 4);

const SLASH: u8 = 0x2f;
const DOT: u8 = 0x2e;

/** Finds the path in the buffer of a submission. @returns its place, or a negative Errno in its stead: test with placeError */
export function findPlace(entry: usize): Place {
  const bytes = readPath(entry);
  if (bytes < 0) return changetype<Place>(<usize>bytes); // an error number, which placeError tells from an address
  const isAbsolute = bytes > 0 && load<u8>(PATH) == SLASH;
  const place = changetype<Place>(PLACE);
  const skipped = skipPrefix(PATH, bytes);
  const path = PATH + skipped;
  const length = bytes - skipped;
  let best: i32 = -1;
  for (let fd = FIRST_PREOPEN; ; fd++) {
    const error = -<i32>fd_prestat_get(fd, changetype<prestat>(PRESTAT));
    if (error == Errno.EBADF) break;
    if (error || load<u8>(PRESTAT)) continue; // a socket, or a kind of a later WASI
    const rank = match(fd, path, length, isAbsolute);
    if (rank <= best) continue;
    best = rank;
    place.directory = fd;
  }
  if (best < 0) return changetype<Place>(<usize>Errno.ENOTCAPABLE);
  let below = path + (best >> 1);
  let left = length - (best >> 1);
  while (left && load<u8>(below) == SLASH) {
    below++;
    left--;
  }
  if (!left) {
    store<u8>(PATH, DOT); // the directory itself
    below = PATH;
    left = 1;
  }
  place.path = below;
  place.bytes = left;
  return place;
}

/** The Errno in the place of a Place, or 0. */
// @ts-ignore: decorator
@inline
export function placeError(place: Place): i32 {
  return min(<i32>changetype<usize>(place), 0);
}

/** @returns bytes of UTF-8 at PATH, or a negative Errno */
function readPath(entry: usize): i32 {
  const text = <usize>load<u32>(entry, SubmissionLayout.BUFFER);
  const bytes = load<u32>(entry, SubmissionLayout.LENGTH);
  if (load<u8>(entry, SubmissionLayout.FLAGS) & OpFlag.UTF16) {
    const units = bytes >> 1;
    if (units * 3 > PATH_BYTES && String.UTF8.byteLength(changetype<string>(text)) > <i32>PATH_BYTES) return Errno.ENAMETOOLONG;
    return <i32>String.UTF8.encodeUnsafe(text, units, PATH);
  }
  if (bytes > PATH_BYTES) return Errno.ENAMETOOLONG;
  memory.copy(PATH, text, bytes);
  return bytes;
}

/** Bytes of `/` and `./` in front of what follows. */
function skipPrefix(text: usize, bytes: i32): i32 {
  let at = 0;
  while (at < bytes) {
    const char = load<u8>(text + at);
    const isDot = char == DOT && (at + 1 == bytes || load<u8>(text + at, 1) == SLASH);
    if (char != SLASH && !isDot) break;
    at++;
  }
  return at;
}

/** @returns twice the bytes of the path that the directory's name takes, plus 1 where both are absolute or relative; -1: no match */
function match(fd: u32, path: usize, length: i32, isAbsolute: bool): i32 {
  let bytes = <i32>load<u32>(PRESTAT, 4);
  if (<u32>bytes > NAME_BYTES || fd_prestat_dir_name(fd, NAME, bytes)) return -1;
  while (bytes && !load<u8>(NAME + bytes - 1)) bytes--; // some runtimes count the end of a C string
  const isAlike = (bytes > 0 && load<u8>(NAME) == SLASH) == isAbsolute;
  const skipped = skipPrefix(NAME, bytes);
  const name = NAME + skipped;
  bytes -= skipped;
  while (bytes && load<u8>(name + bytes - 1) == SLASH) bytes--;
  if (!isAlike && (isAbsolute || bytes)) return -1;
  if (bytes > length || memory.compare(name, path, bytes)) return -1;
  if (bytes && bytes < length && load<u8>(path + bytes) != SLASH) return -1;
  return bytes << 1 | i32(isAlike);
}
