// WAMR's sockets: addresses and TCP ops -> the calls WAMR adds to preview 1.
// Only a program compiled with `--use TACET_WAMR_SOCKETS=1` imports them. iwasm must be told what it may reach: `--addr-pool=127.0.0.1/32`
// for addresses, `--allow-resolve=*` for names.
// WAMR's calls take an address as text has it: IPv4 literals are read here, `localhost` is 127.0.0.1, other names are looked up (that
// blocks the program). An attempt to connect has no call that tells its outcome: asked to connect again, the socket says it.
//
//   address    0 u32 kind (0 IPv4, 1 IPv6) | 4 u8[4] or u16[8] | port u16 behind it; 24 bytes

import { Errno, OpFlag, SubmissionLayout } from "../abi";
import { fd_close, fd_fdstat_set_flags, fdflags } from "bindings/wasi_snapshot_preview1";

// @ts-ignore: decorator
@external("wasi_snapshot_preview1", "sock_open")
declare function sock_open(pool: u32, family: u32, type: u32, socket: usize): i32;
// @ts-ignore: decorator
@external("wasi_snapshot_preview1", "sock_set_reuse_addr")
declare function sock_set_reuse_addr(socket: u32, reuse: u32): i32;
// @ts-ignore: decorator
@external("wasi_snapshot_preview1", "sock_set_tcp_no_delay")
declare function sock_set_tcp_no_delay(socket: u32, noDelay: u32): i32;
// @ts-ignore: decorator
@external("wasi_snapshot_preview1", "sock_bind")
declare function sock_bind(socket: u32, address: usize): i32;
// @ts-ignore: decorator
@external("wasi_snapshot_preview1", "sock_listen")
declare function sock_listen(socket: u32, backlog: u32): i32;
// @ts-ignore: decorator
@external("wasi_snapshot_preview1", "sock_connect")
declare function sock_connect(socket: u32, address: usize): i32;
// @ts-ignore: decorator
@external("wasi_snapshot_preview1", "sock_addr_local")
declare function sock_addr_local(socket: u32, address: usize): i32;
// @ts-ignore: decorator
@external("wasi_snapshot_preview1", "sock_addr_resolve")
declare function sock_addr_resolve(host: usize, service: usize, hints: usize, out: usize, room: u32, count: usize): i32;

const KIND_IPV4: u32 = 0;
const KIND_IPV6: u32 = 1;
const PORT_IPV4: usize = 8;
const PORT_IPV6: usize = 20;
const STREAM: u32 = 1;
const FAMILY_UNSPECIFIED: u32 = 2;
const BACKLOG_DEFAULT: u32 = 4096; // as on Node (host/ops/tcp.ts)
const NAME_BYTES: u32 = 256;

// @ts-ignore: decorator
@lazy const ADDRESS: usize = memory.data(24, 4);
// @ts-ignore: decorator
@lazy const FOUND: usize = memory.data(28, 4); // an address and its socket type
// @ts-ignore: decorator
@lazy const HINTS: usize = memory.data(12, 4); // u32 type | u32 family | u8 whether they count
// @ts-ignore: decorator
@lazy const OUT: usize = memory.data(4, 4);
// @ts-ignore: decorator
@lazy const NAME: usize = memory.data(NAME_BYTES, 4); // a C string

/** Opens a socket that listens as the submission at `entry` says. @returns its descriptor, or a negative Errno */
export function listenSocket(entry: usize): i32 {
  const arg = load<u64>(entry, SubmissionLayout.ARG);
  const backlog = <u32>(arg >> 32);
  let error = readAddress(textOf(entry), load<u32>(entry, SubmissionLayout.LENGTH), isWide(entry), <u32>arg);
  if (error) return error;
  const socket = open();
  if (socket < 0) return socket;
  sock_set_reuse_addr(socket, 1); // a server that starts again need not wait for old connections
  error = -sock_bind(socket, ADDRESS);
  if (!error) error = -sock_listen(socket, backlog ? backlog : BACKLOG_DEFAULT);
  if (!error) return socket;
  fd_close(socket);
  return error;
}

/** Opens a socket for the address at `text`; `connectStep` connects it. @returns its descriptor, or a negative Errno */
export function connectSocket(text: usize, bytes: u32, wide: bool, port: u32): i32 {
  const error = readAddress(text, bytes, wide, port);
  if (error) return error;
  const socket = open();
  if (socket < 0) return socket;
  sock_set_tcp_no_delay(socket, 1);
  fd_fdstat_set_flags(socket, fdflags.NONBLOCK);
  return socket;
}

/** Connects, or asks how that goes. @returns 0, EAGAIN or another negative Errno */
export function connectStep(socket: u32, text: usize, bytes: u32, wide: bool, port: u32): i32 {
  const unread = readAddress(text, bytes, wide, port);
  if (unread) return unread;
  const error = -sock_connect(socket, ADDRESS);
  switch (error) {
    case Errno.EISCONN: return 0;
    case Errno.EINPROGRESS:
    case Errno.EALREADY: return Errno.EAGAIN;
    default: return error;
  }
}

/** The port of a socket, or a negative Errno. */
export function localPort(socket: u32): i32 {
  const error = sock_addr_local(socket, ADDRESS);
  if (error) return -error;
  return load<u32>(ADDRESS) == KIND_IPV4 ? load<u16>(ADDRESS + PORT_IPV4) : load<u16>(ADDRESS + PORT_IPV6);
}

/** A socket of ADDRESS's kind. */
function open(): i32 {
  const error = sock_open(0, load<u32>(ADDRESS), STREAM, OUT); // its pool of addresses is iwasm's
  return error ? -error : load<i32>(OUT);
}

// @ts-ignore: decorator
@inline
function textOf(entry: usize): usize {
  return <usize>load<u32>(entry, SubmissionLayout.BUFFER);
}

// @ts-ignore: decorator
@inline
function isWide(entry: usize): bool {
  return (load<u8>(entry, SubmissionLayout.FLAGS) & OpFlag.UTF16) != 0;
}

/** Text of an address, or a name -> ADDRESS. @returns 0 or a negative Errno */
function readAddress(text: usize, bytes: u32, wide: bool, port: u32): i32 {
  if (port > 0xffff) return Errno.EINVAL;
  const length = wide ? bytes >> 1 : bytes;
  if (!length || length >= NAME_BYTES) return Errno.EINVAL;
  for (let i: u32 = 0; i < length; i++) {
    const char = wide ? <u32>load<u16>(text + (<usize>i << 1)) : <u32>load<u8>(text + i);
    if (!char || char > 0x7f) return Errno.EINVAL; // names beyond ASCII travel in their ASCII form
    store<u8>(NAME + i, <u8>char);
  }
  store<u8>(NAME + length, 0);
  const isLiteral = readIpv4(length);
  if (!isLiteral && isLocalhost(length)) {
    store<u32>(ADDRESS, KIND_IPV4);
    store<u32>(ADDRESS, 0x0100007f, 4); // 127.0.0.1, first byte first
  } else if (!isLiteral) {
    const error = resolve();
    if (error) return error;
  }
  store<u16>(ADDRESS + (load<u32>(ADDRESS) == KIND_IPV6 ? PORT_IPV6 : PORT_IPV4), <u16>port);
  return 0;
}

/** NAME as four numbers and three dots -> ADDRESS. @returns false: it is something else */
function readIpv4(length: u32): bool {
  let number: u32 = 0;
  let digits = 0;
  let index: usize = 0;
  for (let i: u32 = 0; i <= length; i++) {
    const char = <u32>load<u8>(NAME + i); // the 0 behind the last ends its number
    const digit = char - 0x30;
    if (digit < 10) {
      number = number * 10 + digit;
      if (++digits > 3 || number > 255) return false;
      continue;
    }
    if (!digits || index > 3 || char != (i == length ? 0 : 0x2e)) return false;
    store<u8>(ADDRESS + 4 + index++, <u8>number);
    number = 0;
    digits = 0;
  }
  store<u32>(ADDRESS, KIND_IPV4);
  return index == 4;
}

// @ts-ignore: decorator
@lazy const LOCALHOST: usize = memory.data<u8>([108, 111, 99, 97, 108, 104, 111, 115, 116]);

function isLocalhost(length: u32): bool {
  return length == 9 && !memory.compare(NAME, LOCALHOST, 9);
}

/** NAME -> the first address it stands for, in ADDRESS. */
function resolve(): i32 {
  store<u32>(HINTS, STREAM);
  store<u32>(HINTS, FAMILY_UNSPECIFIED, 4);
  store<u8>(HINTS, 1, 8);
  const noService = NAME + NAME_BYTES - 1; // an empty C string: NAME never fills its place
  store<u8>(noService, 0);
  const error = sock_addr_resolve(NAME, noService, HINTS, FOUND, 1, OUT);
  if (error) return -error;
  if (!load<u32>(OUT)) return Errno.EHOSTUNREACH;
  memory.copy(ADDRESS, FOUND, 24);
  return 0;
}
