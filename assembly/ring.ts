// Rings: an operation -> a submission entry for the host; a completion entry -> the operation's result and a woken task.
//
//   submit(op) -> [submission ring] -> host ... host -> [completion ring] -> ringsBegin -> wake(op.task)
//
// An operation's memory is an Op in the frame of the activation that waits for it: no table, no limit on their number.
// Indices run freely and wrap; `tail - head` entries are in a ring, and each side checks that it is at most the ring's size.
//
// What a completion must pass before it touches anything: its user word is a 4-byte aligned address of static memory (frames
// are static), and the Op there is at the host with exactly that generation. Generations are a Weyl sequence, not small
// numbers, so that memory reused for something else does not match by chance; a result larger than asked for becomes -EIO.
// What fails is counted in Rings.refused, which the host reports.
//
// Compact rings (compact.ts) have entries of half the size. What does not fit into one is not submitted: `perform` gives EOVERFLOW.
//
// A full submission ring: `submit` links the Op into a FIFO of submitters; ringsBegin wakes as many as there is room for. While there are
// any, a turn ends with "more": what is in the ring may bring no completion for a long time, and so no turn. A program that has no more
// tasks than the rings have entries, and cancels nothing, has none of that.

import {
  CompactCompletionLayout, CompactFlag, CompactSubmissionLayout, CompletionLayout, CompletionFlag, ControlLayout, Errno, Feature, RingsLayout,
  SubmissionLayout,
} from "./abi";
import { COMPACT } from "./compact";
import { announce, CONTROL } from "./control";
import { __operationsMax, __ringLog2 } from "./intrinsics";
import { wake } from "./queue";

/** log2 of the most entries of each ring; another number by `--use TACET_RING_LOG2=n`. */
// @ts-ignore: a constant of the command line
@inline const RING_LOG2_MAX: u32 = isDefined(TACET_RING_LOG2) ? TACET_RING_LOG2 : 6;
// @ts-ignore: decorator
@inline const RING_ENTRIES_MAX: u32 = 1 << RING_LOG2_MAX;
const SUBMISSION_LOG2: u32 = COMPACT ? 4 : 5;
const COMPLETION_LOG2: u32 = COMPACT ? 3 : 4;

// @ts-ignore: decorator
@lazy const RINGS: usize = memory.data(32, 4);
// @ts-ignore: decorator
@lazy const SUBMISSIONS: usize = memory.data(RING_ENTRIES_MAX << SUBMISSION_LOG2, 4);
// @ts-ignore: decorator
@lazy const COMPLETIONS: usize = memory.data(RING_ENTRIES_MAX << COMPLETION_LOG2, 4);

/** Entries of each ring: no more than the program can need, for which the lowering places as much of their memory (3-lower/statics.ts). */
// @ts-ignore: decorator
@inline
function ringEntries(): u32 {
  return 1 << __ringLog2(RING_LOG2_MAX);
}

/** Twice an odd number, so that the sequence meets every odd u32 once, and never 0. */
const GENERATION_STEP: u32 = 0x9e3779ba;

/** No bound on what an operation may return: handles, ports. */
export const ANY_RESULT: u32 = 0x7fffffff;

/**
 * One operation.
 *
 *    0  task        u32  woken at its completion
 *    4  generation  u32  0 = not at the host
 *    8  result      i32  while it waits for room in the ring: the next submitter
 *   12  resultMax   u32  the largest result that is believed; compact, below 0: the result, whatever the host says
 */
// @ts-ignore: decorator
@unmanaged @final
export class Op {
  task: usize;
  generation: u32;
  result: i32;
  resultMax: u32;
}

/** Where the host's part of an operation begins, which only a host inside the program has (wasi/waiting.ts). */
export const OP_HOST: usize = 16;
/** Bytes of an operation's memory. */
// @ts-ignore: a constant of the command line
export const OP_BYTES: usize = isDefined(ASC_WASI) ? 36 : 16;

/** Of the operation with this user word. */
// @ts-ignore: decorator
@inline
export function generationOf(user: usize): u32 {
  return changetype<Op>(user).generation; // a user word is an Op's address
}

// @ts-ignore: decorator
@lazy let generationLast: u32 = 0;
// @ts-ignore: decorator
@lazy let submitterFirst: usize = 0;
// @ts-ignore: decorator
@lazy let submitterLast: usize = 0;

/** Whether each operation that can be under way has an entry: no task ever waits for room. */
// @ts-ignore: decorator
@inline
export function ringsHoldAll(): bool {
  return __operationsMax() <= RING_ENTRIES_MAX;
}

/**
 * Writes the submission of `op`; the host reads it after this turn.
 * @param codeAndFlags Op code, OpFlag bits << 8
 * @param buffer byte offset in linear memory; the host's until op.generation is 0 again
 * @returns false: the ring is full, nothing was written; the op is in the queue of submitters. Park, and try again
 */
export function submit(op: Op, codeAndFlags: u32, handle: u32, buffer: usize, length: u32, arg: u64): bool {
  if (!load<u32>(CONTROL, ControlLayout.RINGS)) register();
  const tail = load<u32>(RINGS, RingsLayout.SUBMISSION_TAIL);
  if (!ringsHoldAll() && !mayGo(op, tail)) return false;
  const generation = nextGeneration();
  op.generation = generation;
  writeSubmission(tail, codeAndFlags, handle, buffer, length, arg, changetype<usize>(op), generation);
  return true;
}

// @ts-ignore: decorator
@inline
function nextGeneration(): u32 {
  let generation = generationLast + GENERATION_STEP | 1;
  if (COMPACT) generation &= 0xffff; // comes again after 32,768 operations
  generationLast = generation;
  return generation;
}

/** Whether a compact entry can hold these, as its `arg` always does: 32 bits, or what pairOf makes of two values. */
// @ts-ignore: decorator
@inline
export function fits(handle: u32, buffer: usize, length: u32): bool {
  return (handle | <u32>buffer | length) >> 16 == 0;
}

/** What the flags of an operation hold whose `arg` is a pair. */
export const PAIR: u32 = COMPACT ? CompactFlag.HALVES : 0;

/** Two values as one `arg`; in a compact entry with PAIR, and below 65,536. */
// @ts-ignore: decorator
@inline
export function pairOf(low: u32, high: u32): u64 {
  return COMPACT ? low | high << 16 : <u64>low | <u64>high << 32;
}

/** Whether `op` is the next to be submitted, and there is room; otherwise it is in the queue of submitters then. */
function mayGo(op: Op, tail: u32): bool {
  const first = submitterFirst;
  const isNext = first == 0 || first == changetype<usize>(op); // nobody overtakes
  if (!isNext || tail - load<u32>(RINGS, RingsLayout.SUBMISSION_HEAD) >= ringEntries()) {
    enqueueSubmitter(op);
    return false;
  }
  if (first) leaveSubmitters(op);
  return true;
}

/**
 * Writes a submission nobody waits for.
 * @param codeAndFlags must hold NO_COMPLETION_ON_SUCCESS; an error completion is passed over
 * @returns false: the ring is full, nothing was written
 */
export function submitUnattended(codeAndFlags: u32, handle: u32, arg: u64): bool {
  if (!load<u32>(CONTROL, ControlLayout.RINGS)) register();
  const tail = load<u32>(RINGS, RingsLayout.SUBMISSION_TAIL);
  if (tail - load<u32>(RINGS, RingsLayout.SUBMISSION_HEAD) >= ringEntries()) return false;
  writeSubmission(tail, codeAndFlags, handle, 0, 0, arg, 0, 0);
  return true;
}

/** Takes `op` out of the queue of submitters, and passes a wake it may have had on to the next. No effect if it is not in it. */
export function leaveSubmitters(op: Op): void {
  let previous: usize = 0;
  let at = submitterFirst;
  while (at && at != changetype<usize>(op)) {
    previous = at;
    at = <usize>changetype<Op>(at).result;
  }
  if (!at) return;
  const next = <usize>op.result;
  if (previous) changetype<Op>(previous).result = <i32>next;
  else submitterFirst = next;
  if (submitterLast == changetype<usize>(op)) submitterLast = previous;
  if (next && !previous) wake(changetype<Op>(next).task);
}

/** At the start of a turn: takes every completion, then wakes the submitters there is room for. */
export function ringsBegin(): void {
  if (!load<u32>(CONTROL, ControlLayout.RINGS)) return;
  const tail = load<u32>(RINGS, RingsLayout.COMPLETION_TAIL);
  let head = load<u32>(RINGS, RingsLayout.COMPLETION_HEAD);
  if (tail - head > ringEntries()) {
    refuse(); // the host's index is wild: nothing in the ring can be believed
    head = tail;
  }
  for (; head != tail; head++) take(COMPLETIONS + (<usize>(head & (ringEntries() - 1)) << COMPLETION_LOG2));
  store<u32>(RINGS, tail, RingsLayout.COMPLETION_HEAD);
  if (!ringsHoldAll() && submitterFirst) wakeSubmitters();
}

/** Whether an operation waits for room in the ring. */
export function submittersWait(): bool {
  return !ringsHoldAll() && submitterFirst != 0;
}

function take(entry: usize): void {
  const user: usize = COMPACT ? load<u16>(entry, CompactCompletionLayout.USER) : load<u32>(entry, CompletionLayout.USER);
  if (!user) return; // nobody waits: the error of an unattended submission
  const generation: u32 = COMPACT ? load<u16>(entry, CompactCompletionLayout.GENERATION) : load<u32>(entry, CompletionLayout.GENERATION);
  if ((user & 3) != 0 || user > <usize>__heap_base - offsetof<Op>() || generation == 0) return refuse();
  const op = changetype<Op>(user); // static memory, and checked on the next line to hold an Op at the host
  if (op.generation != generation) return refuse();
  let result = load<i32>(entry, COMPACT ? CompactCompletionLayout.RESULT : CompletionLayout.RESULT);
  const resultMax = <i32>op.resultMax;
  if (result > resultMax) {
    if (COMPACT && resultMax < 0) result = resultMax; // of an operation that did not fit
    else {
      refuse();
      result = Errno.EIO;
    }
  }
  op.result = result;
  if (COMPACT || !(load<u32>(entry, CompletionLayout.FLAGS) & CompletionFlag.MORE)) op.generation = 0;
  wake(op.task);
}

function refuse(): void {
  store<u32>(RINGS, load<u32>(RINGS, RingsLayout.REFUSED) + 1, RingsLayout.REFUSED);
}

function writeSubmission(
  tail: u32, codeAndFlags: u32, handle: u32, buffer: usize, length: u32, arg: u64, user: usize, generation: u32,
): void {
  const entry = SUBMISSIONS + (<usize>(tail & (ringEntries() - 1)) << SUBMISSION_LOG2);
  if (COMPACT) {
    store<u32>(entry, codeAndFlags | handle << 16, CompactSubmissionLayout.OP);
    store<u32>(entry, <u32>user | generation << 16, CompactSubmissionLayout.USER);
    store<u32>(entry, <u32>buffer | length << 16, CompactSubmissionLayout.BUFFER);
    store<u32>(entry, <u32>arg, CompactSubmissionLayout.ARG);
  } else {
    store<u32>(entry, codeAndFlags, SubmissionLayout.OP); // op, flags and the reserved half
    store<u32>(entry, handle, SubmissionLayout.HANDLE);
    store<u32>(entry, <u32>buffer, SubmissionLayout.BUFFER);
    store<u32>(entry, length, SubmissionLayout.LENGTH);
    store<u64>(entry, arg, SubmissionLayout.ARG);
    store<u32>(entry, <u32>user, SubmissionLayout.USER);
    store<u32>(entry, generation, SubmissionLayout.GENERATION);
  }
  store<u32>(RINGS, tail + 1, RingsLayout.SUBMISSION_TAIL);
}

/** Links `op` behind the other submitters; one that is in the queue keeps its place. */
function enqueueSubmitter(op: Op): void {
  for (let at = submitterFirst; at; at = <usize>changetype<Op>(at).result) {
    if (at == changetype<usize>(op)) return;
  }
  op.generation = 0;
  op.result = 0;
  if (submitterFirst) changetype<Op>(submitterLast).result = <i32>changetype<usize>(op);
  else submitterFirst = changetype<usize>(op);
  submitterLast = changetype<usize>(op);
}

function wakeSubmitters(): void {
  let room = ringEntries() - (load<u32>(RINGS, RingsLayout.SUBMISSION_TAIL) - load<u32>(RINGS, RingsLayout.SUBMISSION_HEAD));
  for (let at = submitterFirst; at && room; at = <usize>changetype<Op>(at).result) {
    wake(changetype<Op>(at).task);
    room--;
  }
}

function register(): void {
  store<u32>(RINGS, <u32>SUBMISSIONS, RingsLayout.SUBMISSIONS);
  store<u32>(RINGS, <u32>COMPLETIONS, RingsLayout.COMPLETIONS);
  store<u32>(RINGS, __ringLog2(RING_LOG2_MAX) * 0x101 | SUBMISSION_LOG2 << 16 | COMPLETION_LOG2 << 24, RingsLayout.SUBMISSIONS_LOG2);
  store<u32>(CONTROL, <u32>RINGS, ControlLayout.RINGS);
  announce(Feature.RINGS);
}
