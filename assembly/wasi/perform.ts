// Perform: one submission -> its completion, or a place in a list of its handle until the descriptor is ready.
// Files complete at once: WASI has no other way. Groups of ops that not every program uses are intrinsics (command.ts).

import { Errno, Handle, Op as OpCode, OpFlag, SubmissionLayout } from "../abi";
import { __hostFile, __hostTcp, __hostText } from "../intrinsics";
import { generationOf } from "../ring";
import { complete, refill, takeSubmission } from "./host-ring";
import { closeSlot, handleOf, Kind, Slot, slotAt, slotOf, slotsUsed } from "./slots";
import { giveBack, isConnect, startRead, startWrite } from "./streams";
import { append, remove, waitingOf } from "./waiting";

/** Who waits for a signal. WASI has none, so they wait until they are cancelled. */
// @ts-ignore: decorator
@lazy const SIGNALS: usize = memory.data(4, 4);

/** What performs an op says when its completion comes later. */
export const LATER: i32 = i32.MIN_VALUE;

/** Performs all submissions. @returns whether the guest has completions to take */
export function serveSubmissions(): bool {
  for (let entry = takeSubmission(); entry; entry = takeSubmission()) {
    const result = perform(entry);
    if (result != LATER) complete(load<u32>(entry, SubmissionLayout.USER), result);
  }
  return refill();
}

function perform(entry: usize): i32 {
  const user = <usize>load<u32>(entry, SubmissionLayout.USER);
  const handle = load<u32>(entry, SubmissionLayout.HANDLE);
  switch (<u32>load<u8>(entry, SubmissionLayout.OP)) {
    case OpCode.NOP: return 0;
    case OpCode.CANCEL: return cancel(handle, <usize>load<u32>(entry, SubmissionLayout.ARG), load<u32>(entry, SubmissionLayout.ARG + 4));
    case OpCode.CLOSE: {
      closeSlot(handle);
      return 0;
    }
    case OpCode.READ:
    case OpCode.WRITE:
    case OpCode.GIVE_BACK:
    case OpCode.FILE_STAT:
      return onSlot(entry, slotOf(handle), user);
    case OpCode.FILE_OPEN: return __hostFile(entry, 0);
    case OpCode.SHUTDOWN:
    case OpCode.TCP_LISTEN:
    case OpCode.TCP_ACCEPT:
    case OpCode.TCP_CONNECT:
    case OpCode.TCP_PORT:
      return __hostTcp(entry);
    case OpCode.ARGUMENT:
    case OpCode.ENVIRONMENT:
      return __hostText(entry);
    case OpCode.SIGNAL_WAIT: {
      append(SIGNALS, user);
      return LATER;
    }
    default: return Errno.ENOSYS;
  }
}

/** The ops that streams and files share. */
function onSlot(entry: usize, slot: Slot | null, user: usize): i32 {
  if (!slot) return Errno.EBADF;
  if (slot.kind == Kind.FILE) return __hostFile(entry, changetype<usize>(slot));
  const code = <u32>load<u8>(entry, SubmissionLayout.OP);
  const buffer = <usize>load<u32>(entry, SubmissionLayout.BUFFER);
  const length = load<u32>(entry, SubmissionLayout.LENGTH);
  switch (code) {
    case OpCode.READ: {
      if (slot.kind == Kind.STREAM && slot.fd != Handle.STDIN) return Errno.ENOTSUP;
      startRead(slot, user, code, buffer, length);
      return LATER;
    }
    case OpCode.WRITE: {
      if (slot.kind == Kind.STREAM && slot.fd == Handle.STDIN || slot.kind == Kind.LISTENER) return Errno.ENOTSUP;
      startWrite(slot, user, code, buffer, length);
      return LATER;
    }
    case OpCode.GIVE_BACK: {
      if (slot.kind == Kind.LISTENER) return __hostTcp(entry);
      giveBack(slot, buffer, length);
      return 0;
    }
    default: return Errno.ENOTSUP;
  }
}

/** Ends a waiting operation. A write tells what it has written so far. */
function cancel(handle: u32, user: usize, generation: u32): i32 {
  if (generationOf(user) != generation) return Errno.ENOENT; // it has completed, or does now
  const waiting = waitingOf(user);
  if (isConnect(waiting)) return abandon(user);
  const slot = slotOf(handle);
  const isWaiting = slot != null && (remove(slot.readList, user) || remove(slot.writeList, user));
  if (!isWaiting && !remove(SIGNALS, user)) return Errno.ENOENT;
  complete(user, waiting.done ? <i32>waiting.done : Errno.ECANCELED);
  return 0;
}

/** Ends an attempt to connect; its handle is known to nobody yet. */
function abandon(user: usize): i32 {
  for (let index: u32 = 0; index < slotsUsed(); index++) {
    const slot = slotAt(index);
    if (slot.kind != Kind.SOCKET || slot.writes != user) continue;
    closeSlot(handleOf(slot)); // completes it with ECANCELED
    return 0;
  }
  return Errno.ENOENT;
}
