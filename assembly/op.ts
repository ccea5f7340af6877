// Operations: perform() -> submit, park until the terminal completion, its result. The one place where a task waits for the host.
//
//   1 submit        the ring is full: park in the FIFO of submitters, try again
//   2 at the host   park; its buffer is the host's until the terminal completion
//   3 done          op.generation is 0, op.result is the result
//
// Cancel in 1 leaves the queue. Cancel in 2 submits a CANCEL and still waits for the terminal completion; what the operation
// brought in spite of it (bytes read, a connection) goes back to the host for the next reader, so nothing is lost.

import { Errno, Op as OpCode, OpFlag } from "./abi";
import { COMPACT } from "./compact";
import { __inFrameUnset, __park, __parkOrCancel, __unwind, frameBuffer } from "./intrinsics";
import { ANY_RESULT, fits, leaveSubmitters, Op, OP_BYTES, PAIR, pairOf, ringsHoldAll, submit } from "./ring";
import { currentTask } from "./task";

/** A file's own position instead of an offset; what other operations pass where `arg` has no meaning. */
export const CURRENT: u64 = u64.MAX_VALUE;

/** Fits into no compact entry. */
const NO_HANDLE: u32 = u32.MAX_VALUE;

/** Op code and flags in the form the functions below take. */
// @ts-ignore: decorator
@inline
export function withFlags(code: u32, flags: u32): u32 {
  return code | flags << 8;
}

/**
 * Asks the host for one operation and waits for its end.
 * @param codeAndFlags see withFlags
 * @param buffer byte offset in linear memory; must outlive the call, which frames and static memory do
 * @param resultMax the largest result to believe: `length` for reads and writes
 * @returns 0 or more, or a negative Errno; EOVERFLOW: compact rings have no room for such values
 * Cancel: the operation is cancelled and its terminal completion awaited; what it brought stays readable.
 */
export async function perform(
  codeAndFlags: u32, handle: u32, buffer: usize, length: u32, arg: u64, resultMax: u32,
): Promise<i32> {
  if (COMPACT && !fits(handle, buffer, length)) {
    codeAndFlags = OpCode.NOP; // its answer becomes that error
    resultMax = Errno.EOVERFLOW;
  }
  const op = operation();
  op.task = currentTask();
  op.resultMax = resultMax;
  if (ringsHoldAll()) {
    submit(op, codeAndFlags, handle, buffer, length, arg);
  } else {
    while (!submit(op, codeAndFlags, handle, buffer, length, arg)) {
      if (await __parkOrCancel()) {
        leaveSubmitters(op);
        __unwind();
      }
    }
  }
  do { // it parks for certain, so that its callers need no way on from here
    if (await __parkOrCancel()) {
      await withdraw(op, codeAndFlags & 0xff, handle, buffer, arg);
      __unwind();
    }
  } while (op.generation);
  return op.result;
}

/** The same of an operation whose `arg` has two values. Cancel: see perform. */
export async function performWithPair(
  codeAndFlags: u32, handle: u32, buffer: usize, length: u32, low: u32, high: u32, resultMax: u32,
): Promise<i32> {
  if (COMPACT && high != 0) {
    codeAndFlags |= withFlags(0, PAIR);
    if ((low | high) >> 16) handle = NO_HANDLE;
  }
  return await perform(codeAndFlags, handle, buffer, length, pairOf(low, high), resultMax);
}

/** Memory for an operation; `submit` sets what is not set here. */
// @ts-ignore: decorator
@inline
function operation(): Op {
  // @ts-ignore: a constant of the command line
  return isDefined(ASC_WASI) ? changetype<Op>(frameBuffer(OP_BYTES)) : __inFrameUnset<Op>(); // of OP_BYTES
}

/** Cancels `op`, waits until the host has let go of it, and gives back what it brought. Runs while a cancel unwinds. */
async function withdraw(op: Op, code: u32, handle: u32, buffer: usize, arg: u64): Promise<void> {
  const undo = operation();
  undo.task = currentTask();
  undo.resultMax = ANY_RESULT;
  if (op.generation) {
    const target = pairOf(<u32>changetype<usize>(op), op.generation); // an Op's address is its user word
    while (!submit(undo, withFlags(OpCode.CANCEL, PAIR), handle, 0, 0, target)) await __park();
    while (op.generation | undo.generation) await __park();
  }
  const result = op.result;
  if (result <= 0) return;
  switch (code) {
    case OpCode.READ: {
      if (arg != CURRENT) return; // a file read at an offset can be read again
      while (!submit(undo, OpCode.GIVE_BACK, handle, buffer, result, 0)) await __park();
      break;
    }
    case OpCode.TCP_ACCEPT: {
      while (!submit(undo, OpCode.GIVE_BACK, handle, 0, 0, result)) await __park();
      break;
    }
    case OpCode.TCP_LISTEN:
    case OpCode.TCP_CONNECT:
    case OpCode.FILE_OPEN: {
      while (!submit(undo, OpCode.CLOSE, result, 0, 0, 0)) await __park();
      break;
    }
    default: return;
  }
  while (undo.generation) await __park();
}

/** Asks for a text operation; `text` stays alive (for the collector) until the host is done with it. Cancel: see perform. */
export async function performWithText(code: u32, text: string, arg: u64): Promise<i32> {
  const result = await perform(withFlags(code, OpFlag.UTF16), 0, changetype<usize>(text), <u32>text.length << 1, arg, ANY_RESULT);
  keepAlive(text);
  return result;
}

/** A use of `text` behind the await, so that it is live across it. */
export function keepAlive(text: string): void {}
