// The host's side of the rings, inside the guest: submissions -> perform.ts; results -> completion entries.
// The entries and indices are those every host works on (abi.json). Guest and host are one program here, so what it wrote needs no
// check. A full completion ring: completions wait in a list, through the operations' own memory, in order.

import { CompletionLayout, ControlLayout, RingsLayout, SubmissionLayout } from "../abi";
import { COMPACT } from "../compact";
import { CONTROL } from "../control";
import { generationOf } from "../ring";
import { append, takeFirst, waitingOf } from "./waiting";

// @ts-ignore: decorator
@lazy const OVERFLOW: usize = memory.data(4, 4);

/** Address of the Rings block, or 0 before the program's first submission. */
// @ts-ignore: decorator
@inline
function rings(): usize {
  return <usize>load<u32>(CONTROL, ControlLayout.RINGS);
}

/** The next submission, which is taken; its entry stays as it is until the next turn. @returns its address, or 0 */
export function takeSubmission(): usize {
  if (COMPACT) ERROR("a WASI command has no compact rings: leave out TACET_COMPACT");
  const block = rings();
  if (!block) return 0;
  const head = load<u32>(block, RingsLayout.SUBMISSION_HEAD);
  if (head == load<u32>(block, RingsLayout.SUBMISSION_TAIL)) return 0;
  store<u32>(block, head + 1, RingsLayout.SUBMISSION_HEAD);
  const mask = (1 << <u32>load<u8>(block, RingsLayout.SUBMISSIONS_LOG2)) - 1;
  return <usize>load<u32>(block, RingsLayout.SUBMISSIONS) + <usize>(head & mask) * SubmissionLayout.BLOCK_BYTES;
}

/** Completes the operation `user` with `result`. Nobody waits for operation 0. */
export function complete(user: usize, result: i32): void {
  if (!user) return;
  if (!load<usize>(OVERFLOW) && hasRoom()) return write(user, result);
  waitingOf(user).done = result;
  append(OVERFLOW, user);
}

/** Moves completions that wait into the ring. @returns whether the guest has any to take */
export function refill(): bool {
  const block = rings();
  if (!block) return false;
  while (load<usize>(OVERFLOW) && hasRoom()) {
    const user = takeFirst(OVERFLOW);
    write(user, <i32>waitingOf(user).done);
  }
  return load<u32>(block, RingsLayout.COMPLETION_TAIL) != load<u32>(block, RingsLayout.COMPLETION_HEAD);
}

function hasRoom(): bool {
  const block = rings();
  const used = load<u32>(block, RingsLayout.COMPLETION_TAIL) - load<u32>(block, RingsLayout.COMPLETION_HEAD);
  return used < <u32>1 << <u32>load<u8>(block, RingsLayout.COMPLETIONS_LOG2);
}

function write(user: usize, result: i32): void {
  const block = rings();
  const tail = load<u32>(block, RingsLayout.COMPLETION_TAIL);
  const mask = (1 << <u32>load<u8>(block, RingsLayout.COMPLETIONS_LOG2)) - 1;
  const entry = <usize>load<u32>(block, RingsLayout.COMPLETIONS) + <usize>(tail & mask) * CompletionLayout.BLOCK_BYTES;
  store<u32>(entry, <u32>user, CompletionLayout.USER);
  store<u32>(entry, generationOf(user), CompletionLayout.GENERATION);
  store<i32>(entry, result, CompletionLayout.RESULT);
  store<u32>(entry, 0, CompletionLayout.FLAGS);
  store<u32>(block, tail + 1, RingsLayout.COMPLETION_TAIL);
}
