// Waiting: an operation that can't complete at once -> a link in a list of its handle; a completion without room -> a link as well.
// An operation's memory is the Op in the frame of whoever waits for it (ring.ts); under WASI it has room for what the host side
// keeps until its end. So there is no table and no limit on their number.
//
//    0  Op       16   task, generation, result, resultMax
//   16  next     u32  link; an Op is in one list at most
//   20  buffer   u32
//   24  length   u32
//   28  done     u32  bytes moved so far; in the list of completions: the result
//   32  code     u32  op code and flags

import { OP_HOST } from "../ring";

// @ts-ignore: decorator
@unmanaged @final
export class Waiting {
  next: usize;
  buffer: usize;
  length: u32;
  done: u32;
  code: u32;
}

/** The host's part of the operation with this user word. */
// @ts-ignore: decorator
@inline
export function waitingOf(user: usize): Waiting {
  return changetype<Waiting>(user + OP_HOST); // laid out by perform (op.ts)
}

/** Appends the operation `user` to the list whose first is at `list`. */
export function append(list: usize, user: usize): void {
  waitingOf(user).next = 0;
  let first = load<usize>(list);
  if (!first) {
    store<usize>(list, user);
    return;
  }
  while (waitingOf(first).next) first = waitingOf(first).next;
  waitingOf(first).next = user;
}

/** Takes the operation `user` out of the list. @returns false: it is not in it */
export function remove(list: usize, user: usize): bool {
  let at = load<usize>(list);
  let before: usize = 0;
  while (at && at != user) {
    before = at;
    at = waitingOf(at).next;
  }
  if (!at) return false;
  if (before) waitingOf(before).next = waitingOf(at).next;
  else store<usize>(list, waitingOf(at).next);
  return true;
}

/** Takes the first out of the list. @returns it, or 0 */
export function takeFirst(list: usize): usize {
  const first = load<usize>(list);
  if (first) store<usize>(list, waitingOf(first).next);
  return first;
}
