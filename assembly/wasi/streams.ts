// Streams: reads and writes of standard streams and sockets -> WASI's calls, made when they do not block.
// What was given back is read first. A write to a pipe takes what a pipe takes at once when poll_oneoff calls it ready, piece by
// piece, so that a slow reader of our output stops its writer and no other task.

import { fd_read, fd_write } from "bindings/wasi_snapshot_preview1";
import { Errno, Op as OpCode } from "../abi";
import { __hostSocket } from "../intrinsics";
import { complete } from "./host-ring";
import { closeSlot, handleOf, Kind, Readiness, Slot } from "./slots";
import { append, takeFirst, Waiting, waitingOf } from "./waiting";

/** An iovec, then how many bytes were moved, then flags of sock_recv. */
// @ts-ignore: decorator
@lazy export const VECTOR: usize = memory.data(16, 4);

/** What a pipe that is ready takes without blocking (POSIX: PIPE_BUF is at least 512; 4096 on Linux, 512 elsewhere). */
const PIPE_BYTES: u32 = 512;

/** Puts an operation in line, and goes as far as it gets at once. */
export function startRead(slot: Slot, user: usize, code: u32, buffer: usize, length: u32): void {
  if (slot.kind != Kind.LISTENER && slot.reads) return complete(user, Errno.EALREADY);
  enter(slot.readList, user, code, buffer, length);
  if (slot.keptBytes || slot.returned || slot.readiness != Readiness.POLLED) readOn(slot);
}

/** See startRead. Writes wait for those before them. */
export function startWrite(slot: Slot, user: usize, code: u32, buffer: usize, length: u32): void {
  const isFirst = !slot.writes;
  enter(slot.writeList, user, code, buffer, length);
  if (isFirst && (slot.readiness != Readiness.POLLED || !length)) writeOn(slot);
}

function enter(list: usize, user: usize, code: u32, buffer: usize, length: u32): void {
  const waiting = waitingOf(user);
  waiting.code = code;
  waiting.buffer = buffer;
  waiting.length = length;
  waiting.done = 0;
  append(list, user);
}

/** The descriptor can be read: serves who waits for that. */
export function readOn(slot: Slot): void {
  while (slot.reads) {
    const result = slot.keptBytes ? takeKept(slot, waitingOf(slot.reads)) : receive(slot, waitingOf(slot.reads));
    if (result == Errno.EAGAIN) return;
    complete(takeFirst(slot.readList), result);
    if (slot.readiness == Readiness.POLLED) return; // ready for one, perhaps not for two
  }
}

/** The descriptor can be written: serves who waits for that. */
export function writeOn(slot: Slot): void {
  while (slot.writes) {
    const waiting = waitingOf(slot.writes);
    const result = send(slot, waiting);
    if (result == Errno.EAGAIN) return;
    if (isConnect(waiting)) {
      complete(takeFirst(slot.writeList), result);
      if (result < 0) closeSlot(handleOf(slot));
      continue;
    }
    if (result > 0) waiting.done += result;
    // What was written before an error counts; the next write meets the error again.
    if (result <= 0 || waiting.done == waiting.length) complete(takeFirst(slot.writeList), waiting.done ? <i32>waiting.done : result);
    if (slot.readiness == Readiness.POLLED) return;
  }
}

function receive(slot: Slot, waiting: Waiting): i32 {
  if (slot.kind != Kind.STREAM) return __hostSocket(changetype<usize>(slot), changetype<usize>(waiting));
  aim(waiting.buffer, waiting.length);
  return moved(<i32>fd_read(slot.fd, VECTOR, 1, VECTOR + 8));
}

function send(slot: Slot, waiting: Waiting): i32 {
  if (slot.kind != Kind.STREAM) return __hostSocket(changetype<usize>(slot), changetype<usize>(waiting));
  const left = waiting.length - waiting.done;
  aim(waiting.buffer + waiting.done, slot.readiness == Readiness.POLLED ? min(left, PIPE_BYTES) : left);
  return moved(<i32>fd_write(slot.fd, VECTOR, 1, VECTOR + 8));
}

/** Points the vector at the bytes to move. */
export function aim(ptr: usize, length: u32): void {
  store<u32>(VECTOR, <u32>ptr);
  store<u32>(VECTOR, length, 4);
}

/** Whether the operation makes the connection it waits on. */
export function isConnect(waiting: Waiting): bool {
  return (waiting.code & 0xff) == OpCode.TCP_CONNECT;
}

/** What a call that moves bytes came to. @param error WASI's number @returns bytes, or a negative Errno */
export function moved(error: i32): i32 {
  if (error) return -error == Errno.EINTR ? Errno.EAGAIN : -error;
  return load<i32>(VECTOR, 8);
}

/** Keeps bytes for the next read, in front of those that are kept. */
export function giveBack(slot: Slot, buffer: usize, length: u32): void {
  const bytes = slot.keptBytes + length;
  const old = slot.kept + slot.keptFrom;
  if (bytes > slot.keptRoom) {
    const room = heap.alloc(bytes);
    memory.copy(room + length, old, slot.keptBytes);
    if (slot.kept) heap.free(slot.kept);
    slot.kept = room;
    slot.keptRoom = bytes;
  } else {
    memory.copy(slot.kept + length, old, slot.keptBytes);
  }
  memory.copy(slot.kept, buffer, length);
  slot.keptFrom = 0;
  slot.keptBytes = bytes;
}

function takeKept(slot: Slot, waiting: Waiting): i32 {
  const bytes = min(slot.keptBytes, waiting.length);
  memory.copy(waiting.buffer, slot.kept + slot.keptFrom, bytes);
  slot.keptFrom += bytes;
  slot.keptBytes -= bytes;
  return bytes;
}
