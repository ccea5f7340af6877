// Poll: one ready task -> runs until it suspends or ends, continuing its owner when it was the last thing waited for.
//
//   resume(frame) -> suspended: park, return
//                 -> done: pop to the caller's frame, resume that; at the root frame the task has ended
//                 -> unwinding: pop to the first frame with a landing pad and resume it there; at the root the task has ended
//
// The one call of resume is inlined here with the dispatcher and small resume functions. One loop for run, nested completion and unwinding: a second drive loop cost 1 to 1.9 ns a yield.

import {
  __deadlineOf, __errorKeep, __errorUncaught, __frameDistance, __frameHasPad, __frameToPad, __gcUnlink, __isMain, __mainResult, __poolOf, __popped,
  __resume, __rootFrame, __scopeLeave, __sleeperInsert, __sleeperInsertPolled, __tellBorrowers, __usesCallers, __usesCancel, __usesEnds, __usesHostCalls,
  __usesOwners, __usesParks, __usesReturns, __usesScopes, __usesSleepers, __usesThrow, __usesUnwind, __usesYields,
} from "./intrinsics";
import { asTask, ownerOf, setCurrent, setPending, setTop, Task, TaskFlags, topOf } from "./task";
import { enqueue, enqueueBehind } from "./queue";
import { poolRelease } from "./pool";
import { exit, pushDone } from "./control";

/** How a call or task ended; values of the status word. */
export namespace Status {
  export const DONE: usize = 0;
  export const THREW: usize = 1;
  export const CANCELLED: usize = 2;
}

/** Runs `task`, just taken from the queue, until it suspends or ends. */
// @ts-ignore: decorator
@inline
export function poll(task: usize): void {
  let frame = topOf(task);
  if (__usesCancel()) {
    const flags = <u32>asTask(task).flags;
    if (isCancelDue(flags)) {
      asTask(task).flags = <u8>(flags | TaskFlags.DELIVERED);
      frame = toPad(task, frame, Status.CANCELLED);
      if (ASC_SHRINK_LEVEL == 0 && !frame) { // here, so that the loop has a frame each time
        task = endInPlace(task, Status.CANCELLED);
        if (!__usesOwners() || !task) return;
        frame = topOf(task);
      }
    }
  }
  setCurrent(task);
  while (true) {
    const hasFrame = ASC_SHRINK_LEVEL == 0 || !__usesCancel() || frame != 0;
    const status = hasFrame ? __resume(frame) : Status.CANCELLED;
    if (!__usesReturns()) {
      suspendPolled(task, status);
      return;
    }
    if (ASC_SHRINK_LEVEL > 0 && !__usesCallers() && !__usesOwners()) {
      settle(task, status); // which the starts of tasks call, too
      return;
    }
    if (hasSuspended(status)) {
      suspendPolled(task, status);
      return;
    }
    if (!__usesEnds()) { // what ends has a caller
      frame -= __frameDistance(frame);
      __popped(task, frame);
      continue;
    }
    const distance = __usesCallers() && hasFrame ? __frameDistance(frame) : 0;
    if (distance) {
      frame -= distance;
      if (!__usesUnwind() || status == Status.DONE) __popped(task, frame);
      else frame = toPad(task, frame, status);
      if (frame) continue;
    }
    const owner = endInPlace(task, status);
    if (!__usesOwners() || !owner) return;
    task = owner;
    frame = topOf(task);
    setCurrent(task);
  }
}

/**
 * Leaves `task` suspended at the frame in `status`. Bit 0 set: it yielded, and goes to the end of the ready queue at once. Bit 1 set: it sleeps.
 * A cancel that came while it ran is delivered at its next poll.
 */
// @ts-ignore: decorator
@inline
export function suspend(task: usize, status: usize): void {
  if (ASC_SHRINK_LEVEL > 0) suspendCalled(task, status);
  else suspendInPlace(task, status, false);
}

/** The same for a task that was polled. */
// @ts-ignore: decorator
@inline
function suspendPolled(task: usize, status: usize): void {
  if (ASC_SHRINK_LEVEL > 0) suspendCalled(task, status);
  else suspendInPlace(task, status, true);
}

/** One copy for all places, at -Os and -Oz. */
function suspendCalled(task: usize, status: usize): void {
  suspendInPlace(task, status, false);
}

// @ts-ignore: decorator
@inline
function suspendInPlace(task: usize, status: usize, polled: bool): void {
  // A bit is set where there is more than one way.
  if (__usesSleepers() && (!__usesParks() && !__usesYields() || status & 2)) {
    setTop(task, __usesParks() || __usesYields() ? status - 2 : status);
    if (__usesCancel()) {
      const flags = <u32>asTask(task).flags;
      if (isCancelDue(flags)) {
        enqueue(task);
        return;
      }
      asTask(task).flags = <u8>(flags | TaskFlags.SLEEPING);
    }
    if (polled) __sleeperInsertPolled(task, __deadlineOf(task));
    else __sleeperInsert(task);
    return;
  }
  if (!__usesParks() || __usesYields() && status & 1) {
    setTop(task, __usesParks() ? status - 1 : status);
    enqueueBehind(task, task);
    return;
  }
  setTop(task, status);
  const flags = <u32>asTask(task).flags;
  if (__usesCancel() && isCancelDue(flags)) enqueue(task);
  else asTask(task).flags = <u8>(flags & ~TaskFlags.SCHEDULED);
}

/** Whether a cancel was requested and its unwinding has not begun. */
// @ts-ignore: decorator
@inline
function isCancelDue(flags: u32): bool {
  return (flags & (TaskFlags.CANCEL | TaskFlags.DELIVERED)) == TaskFlags.CANCEL;
}

/**
 * After the call that started `task` in a pool slot, which ended or suspended with `status`; a result stands in the frame already.
 * @param previous the task that ran before
 */
export function startSettle(task: usize, previous: usize, status: usize): void {
  setCurrent(previous);
  settle(task, status);
}

/** Suspends or ends `task`, which has no owner. */
function settle(task: usize, status: usize): void {
  if (!__usesEnds()) suspend(task, status);
  else if (hasSuspended(status)) suspend(task, status);
  else end(task, status);
}

/** Whether `status` is a frame. */
// @ts-ignore: decorator
@inline
export function hasSuspended(status: usize): bool {
  return __usesUnwind() ? status > Status.CANCELLED : status != Status.DONE;
}

/** The same for a task that has yielded in its root frame, and that looked at no task until then. */
export function startYield(task: usize): void {
  setTop(task, __rootFrame(task));
  enqueue(task);
}

/**
 * Ends `task` with `status`; its result stands at `__resultOf(task)`.
 * @returns the task that waited for this end alone and continues now, or 0
 */
// @ts-ignore: decorator
@inline
function endInPlace(task: usize, status: usize): usize {
  // What ends most often, in place: a child somebody waits for.
  if (ASC_SHRINK_LEVEL == 0 && __usesOwners() && (!__usesThrow() || status != Status.THREW)) {
    const flags = <u32>asTask(task).flags;
    if ((flags & (TaskFlags.OWNED | TaskFlags.WAITED)) == (TaskFlags.OWNED | TaskFlags.WAITED)) {
      endFlags(task, flags, status);
      return release(ownerOf(task, flags), status);
    }
  }
  return end(task, status);
}

/** The same; one copy for all other places. */
export function end(task: usize, status: usize): usize {
  if (__usesThrow() && status == Status.THREW) __errorKeep(task);
  let flags: u32 = 0;
  // Otherwise nobody reads them before the pool takes the slot back.
  if (__usesUnwind() || __usesOwners() || __usesHostCalls() || __usesScopes()) {
    flags = asTask(task).flags;
    endFlags(task, flags, status);
  }
  if (__usesOwners() && (flags & TaskFlags.OWNED)) return flags & TaskFlags.WAITED ? release(ownerOf(task, flags), status) : 0;
  if (__usesScopes() && (flags & (TaskFlags.KIND | TaskFlags.WAITED)) == TaskFlags.WAITED) __scopeLeave(task);
  if (__isMain(task)) exit(status == Status.DONE ? __mainResult(task) : 1);
  if (__usesHostCalls() && (flags & TaskFlags.HOST)) pushDone(task);
  else if (__usesThrow() && status == Status.THREW && !(flags & (TaskFlags.KIND | TaskFlags.WAITED))) __errorUncaught();
  else poolRelease(__poolOf(__rootFrame(task)), task);
  return 0;
}

/** Writes how `task` ended into its flags, which were `flags`. */
// @ts-ignore: decorator
@inline
function endFlags(task: usize, flags: u32, status: usize): void {
  let ended = flags | TaskFlags.DONE;
  if (__usesThrow()) {
    ended &= ~TaskFlags.THREW; // it was DELIVERED until now
    if (status == Status.THREW) ended |= TaskFlags.THREW;
    else if (status != Status.DONE) ended |= TaskFlags.CANCELLED;
  } else if (__usesCancel() && status != Status.DONE) ended |= TaskFlags.CANCELLED;
  asTask(task).flags = <u8>ended;
  __tellBorrowers(task);
  if (__usesOwners() && (flags & TaskFlags.KIND) == TaskFlags.CHILD) __gcUnlink(task);
}

/** One task less that `owner` waits for. @returns it, SCHEDULED, where it goes on now; otherwise 0 */
// @ts-ignore: decorator
@inline
function release(owner: usize, status: usize): usize {
  // Bytes, as everywhere else: a wider load right behind a narrow store waits for the store (2 ns a join).
  const left = __usesThrow() && status == Status.THREW ? 0 : <u32>asTask(owner).waits - 1; // who waits for several learns of a failure at once
  asTask(owner).waits = <u8>left;
  const flags = <u32>asTask(owner).flags;
  if (left || flags & TaskFlags.SCHEDULED) return 0;
  asTask(owner).flags = <u8>(flags | TaskFlags.SCHEDULED);
  return owner;
}

/** The first frame from `frame` outwards whose await has a landing pad, or 0. */
export function padFrom(frame: usize): usize {
  while (!__frameHasPad(frame)) {
    const distance = __frameDistance(frame);
    if (!distance) return 0;
    frame -= distance;
  }
  return frame;
}

/** Pops from `from` outwards to the first frame whose await has a landing pad, and moves it there. @returns it, or 0 */
function toPad(task: usize, from: usize, status: usize): usize {
  const frame = padFrom(from);
  if (frame) {
    __popped(task, frame);
    __frameToPad(frame);
    setPending(status);
  }
  return frame;
}
