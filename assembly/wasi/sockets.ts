// Sockets: the TCP ops -> WASI's calls on sockets.
// Preview 1 can accept on a socket the runtime opened for us and use the connections, not more: `listen` gives the next such socket,
// whatever its address, and ENOTSUP where there is none; `connect` and `port` are ENOTSUP. With `--use TACET_WAMR_SOCKETS=1` WAMR's own
// calls open, bind and connect (wamr-sockets.ts); no other runtime starts such a program.
// Sockets say EAGAIN instead of blocking, so each operation is tried before poll_oneoff is asked.

import { fd_fdstat_set_flags, fdflags, sock_recv, sock_send, sock_shutdown } from "bindings/wasi_snapshot_preview1";
import { Errno, Op as OpCode, OpFlag, SubmissionLayout } from "../abi";
import { filetypeOf, handleOf, Kind, openSlot, Readiness, Slot, slotAt, slotOf, slotsUsed } from "./slots";
import { aim, moved, readOn, startRead, startWrite, VECTOR } from "./streams";
import { Waiting } from "./waiting";
import { connectSocket, connectStep, listenSocket, localPort } from "./wamr-sockets";
import { LATER } from "./perform";

// wasi-shim's bindings are older than this function.
// @ts-ignore: decorator
@external("wasi_snapshot_preview1", "sock_accept")
declare function sock_accept(fd: u32, flags: u32, accepted: usize): u32;

const FIRST_PREOPEN: u32 = 3;
const FILETYPE_STREAM: u8 = 6;
const NO_DESCRIPTOR: u8 = 255;
const SHUT_WRITE: u32 = 2;
/** In the code of a waiting connect: its text is UTF-16; its port. */
const WIDE: u32 = 1 << 8;
const PORT_SHIFT: u32 = 16;

// @ts-ignore: decorator
@lazy const ACCEPTED: usize = memory.data(4, 4);

/** Performs the submission at `entry`. @returns its result, or LATER */
export function performTcp(entry: usize): i32 {
  const code = <u32>load<u8>(entry, SubmissionLayout.OP);
  if (code == OpCode.TCP_LISTEN) return listen(entry);
  if (code == OpCode.TCP_CONNECT) return connect(entry);
  const slot = slotOf(load<u32>(entry, SubmissionLayout.HANDLE));
  if (!slot) return Errno.EBADF;
  const isListener = slot.kind == Kind.LISTENER;
  switch (code) {
    case OpCode.TCP_ACCEPT: {
      if (!isListener) return Errno.ENOTSUP;
      startRead(slot, <usize>load<u32>(entry, SubmissionLayout.USER), code, 0, 0);
      return LATER;
    }
    case OpCode.GIVE_BACK: return giveBack(slot, load<u32>(entry, SubmissionLayout.ARG));
    case OpCode.SHUTDOWN: return slot.kind == Kind.SOCKET ? -<i32>sock_shutdown(slot.fd, <u8>SHUT_WRITE) : Errno.ENOTSUP;
    case OpCode.TCP_PORT: {
      // @ts-ignore: a constant of the command line
      if (isDefined(TACET_WAMR_SOCKETS)) return localPort(slot.fd);
      else return Errno.ENOTSUP;
    }
    default: return Errno.ENOTSUP;
  }
}

/** Tries a waiting operation of a socket or listener. @returns its result, or EAGAIN */
export function performSocket(at: usize, waitingAt: usize): i32 {
  const slot = changetype<Slot>(at); // given by streams.ts
  const waiting = changetype<Waiting>(waitingAt);
  switch (waiting.code & 0xff) {
    case OpCode.TCP_ACCEPT: return accept(slot);
    case OpCode.TCP_CONNECT: {
      // @ts-ignore: a constant of the command line
      if (isDefined(TACET_WAMR_SOCKETS)) return connected(slot, waiting);
      else return Errno.ENOTSUP;
    }
    case OpCode.READ: {
      aim(waiting.buffer, waiting.length);
      return moved(<i32>sock_recv(slot.fd, VECTOR, 1, 0, VECTOR + 8, VECTOR + 12));
    }
    default: {
      aim(waiting.buffer + waiting.done, waiting.length - waiting.done);
      return moved(<i32>sock_send(slot.fd, VECTOR, 1, 0, VECTOR + 8));
    }
  }
}

function listen(entry: usize): i32 {
  // @ts-ignore: a constant of the command line
  if (isDefined(TACET_WAMR_SOCKETS)) {
    const fd = listenSocket(entry);
    return fd < 0 ? fd : adopt(fd, Kind.LISTENER);
  } else {
    let fd = FIRST_PREOPEN;
    let type = filetypeOf(fd);
    while (type != NO_DESCRIPTOR && (type != FILETYPE_STREAM || isOpen(fd))) type = filetypeOf(++fd);
    return type == NO_DESCRIPTOR ? Errno.ENOTSUP : adopt(fd, Kind.LISTENER);
  }
}

function connect(entry: usize): i32 {
  // @ts-ignore: a constant of the command line
  if (isDefined(TACET_WAMR_SOCKETS)) {
    const wide = (load<u8>(entry, SubmissionLayout.FLAGS) & OpFlag.UTF16) != 0;
    const text = <usize>load<u32>(entry, SubmissionLayout.BUFFER);
    const bytes = load<u32>(entry, SubmissionLayout.LENGTH);
    const port = load<u32>(entry, SubmissionLayout.ARG);
    const fd = connectSocket(text, bytes, wide, port);
    if (fd < 0) return fd;
    const handle = adopt(fd, Kind.SOCKET);
    if (handle < 0) return handle;
    const code = OpCode.TCP_CONNECT | (wide ? WIDE : 0) | port << PORT_SHIFT;
    startWrite(slotOf(handle)!, <usize>load<u32>(entry, SubmissionLayout.USER), code, text, bytes);
    return LATER;
  } else return Errno.ENOTSUP;
}

/** Tries to connect, or asks how that goes. @returns the handle, EAGAIN, or another Errno: then the socket is closed */
function connected(slot: Slot, waiting: Waiting): i32 {
  const { code } = waiting;
  const error = connectStep(slot.fd, waiting.buffer, waiting.length, (code & WIDE) != 0, code >> PORT_SHIFT);
  return error ? error : handleOf(slot);
}

function accept(slot: Slot): i32 {
  const handle = slot.returned;
  if (handle) {
    slot.returned = slotOf(handle)!.returned;
    return handle;
  }
  const error = <i32>sock_accept(slot.fd, fdflags.NONBLOCK, ACCEPTED);
  if (error) return -error == Errno.ECONNABORTED || -error == Errno.EINTR ? Errno.EAGAIN : -error;
  return adopt(load<u32>(ACCEPTED), Kind.SOCKET);
}

/** A handle for `fd`, which does not block from here on where the runtime can do that. */
function adopt(fd: u32, kind: u8): i32 {
  const error = fd_fdstat_set_flags(fd, fdflags.NONBLOCK);
  return openSlot(fd, kind, error ? Readiness.POLLED : Readiness.TRIED);
}

/** A connection nothing was done with goes to the next accept. */
function giveBack(listener: Slot, handle: u32): i32 {
  const connection = slotOf(handle);
  if (!connection || connection.kind != Kind.SOCKET) return Errno.EBADF;
  connection.returned = listener.returned;
  listener.returned = handle;
  readOn(listener);
  return 0;
}

/** Whether a handle stands for `fd` already. */
function isOpen(fd: u32): bool {
  for (let index: u32 = 0; index < slotsUsed(); index++) {
    if (slotAt(index).kind != Kind.FREE && slotAt(index).fd == fd) return true;
  }
  return false;
}
