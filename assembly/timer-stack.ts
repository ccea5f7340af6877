// Timers in stacks: those soon due, newest on top -> all of them in order of insertion, or any one removed.
// Memory is far away when there are many timers, so each operation touches as few of them as it can:
//
//   push     only the timer itself; its neighbours stay as they are
//   wake     each timer once: woken tasks are linked from the last to the first, so the order comes out right
//   remove   the timer and its neighbours; the first removal settles all that was pushed before it, once
//
//   stack (8 bytes, zeroed = empty)   0 newest u32 | 4 the one before it u32
//
//   fresh     the topmost ones, pushed. Bit 0 is set in what leads to them. `next` leads to the one two before: two chains, which
//             a walk takes in turns, so that two timers are on their way from memory at once (100,000 timers: 19 ns each
//             with one chain, 10 with two). `back` is the stack | 1
//   settled   the rest, doubly linked: `next` leads to the one before, `back` to the one after; the first one's `back` is
//             the stack | 1, the last one's `next` 0. Both chains of fresh ones, and both words when there are none, end here
//
// Invariant: what is fresh was never settled; so settling costs each timer one visit at most, and removing stays O(1).
// Back links from the start lost: each push then writes to the neighbour, a cache miss that a timer which fires never needs.
// Where most are removed, timer-bucket.ts is better: settling waits for each timer in turn (10,000: 10 -> 18 ns a reinsertion).

import { reversed } from "./timer-bucket";
import { asTimer, unlink } from "./timer-list";
import { asTask, TaskFlags } from "./task";
import { enqueueAll } from "./queue";

/** Set in what leads to a fresh timer, and in `back` where it leads to a stack. */
const TAG: usize = 1;

const SECOND: usize = 4;

/** What stackPush wants to know; 0: the stack is empty. */
// @ts-ignore: decorator
@inline
export function stackHeads(stack: usize): u64 {
  return load<u64>(stack);
}

/** Puts `timer`, which is not pending, on top. */
// @ts-ignore: decorator
@inline
export function stackPush(stack: usize, heads: u64, timer: usize): void {
  asTimer(timer).next = <usize>(heads >> 32);
  asTimer(timer).back = stack | TAG;
  store<u64>(stack, heads << 32 | <u64>(timer | TAG));
}

/** Empties `stack`. @returns its timers, oldest first, linked by `next`, 0 at the end; what `back` says is void */
export function stackTake(stack: usize): usize {
  let first: usize = 0;
  let timer = load<usize>(stack);
  let other = load<usize>(stack, SECOND);
  store<u64>(stack, 0);
  while (timer & TAG) {
    timer -= TAG;
    const following = asTimer(timer).next;
    asTimer(timer).next = first;
    first = timer;
    timer = other;
    other = following;
  }
  return reversed(timer, first);
}

/** Empties `stack` and wakes the tasks of its timers, oldest first. */
export function stackWake(stack: usize): void {
  let first: usize = 0;
  let last: usize = 0;
  let timer = load<usize>(stack);
  let other = load<usize>(stack, SECOND);
  store<u64>(stack, 0);
  while (timer & TAG) {
    timer -= TAG;
    const following = asTimer(timer).next;
    first = linkWoken(timer, first);
    if (!last) last = first;
    timer = other;
    other = following;
  }
  while (timer) {
    const following = asTimer(timer).next;
    first = linkWoken(timer, first);
    if (!last) last = first;
    timer = following;
  }
  if (first) enqueueAll(first, last);
}

/** What `wake` does, with the task linked before `first` instead of into the queue. @returns the first of the linked tasks */
// @ts-ignore: decorator
@inline
function linkWoken(timer: usize, first: usize): usize {
  const task = asTimer(timer).task;
  asTimer(timer).back = 0;
  const flags = <u32>asTask(task).flags;
  if (flags & (TaskFlags.SCHEDULED | TaskFlags.DONE)) return first;
  asTask(task).flags = <u8>(flags | TaskFlags.SCHEDULED);
  asTask(task).next = first;
  return task;
}

/** Takes out the pending `timer`, to which `back` leads. */
// @ts-ignore: decorator
@inline
export function stackRemove(timer: usize, back: usize): void {
  if (back & TAG) removeTagged(timer, back - TAG);
  else unlink(timer, back);
}

/** Takes out `timer`, which is fresh or the first of those settled. */
function removeTagged(timer: usize, stack: usize): void {
  settle(stack);
  const back = asTimer(timer).back;
  if (!(back & TAG)) {
    unlink(timer, back);
    return;
  }
  const next = asTimer(timer).next;
  setSettled(stack, next);
  if (next) asTimer(next).back = back;
  asTimer(timer).back = 0;
}

/** Links the fresh timers of `stack` doubly. */
function settle(stack: usize): void {
  let timer = load<usize>(stack);
  if (!(timer & TAG)) return;
  const first = timer - TAG;
  timer = load<usize>(stack, SECOND);
  let other = asTimer(first).next;
  let back = first;
  while (timer & TAG) {
    timer -= TAG;
    const following = asTimer(timer).next;
    asTimer(back).next = timer;
    asTimer(timer).back = back;
    back = timer;
    timer = other;
    other = following;
  }
  asTimer(back).next = timer;
  if (timer) asTimer(timer).back = back;
  setSettled(stack, first);
}

/** The stack has the settled timers at `first` (or 0) and no fresh ones. */
// @ts-ignore: decorator
@inline
function setSettled(stack: usize, first: usize): void {
  store<u64>(stack, <u64>first << 32 | <u64>first);
}
