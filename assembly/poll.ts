// Poll: one ready task -> runs until it suspends or ends, continuing its owner when it was the last thing waited for.
//
//   resume(frame) -> suspended: park, return
//                 -> done: pop to the caller's frame, resume that; at the root frame the task has ended
//                 -> unwinding: pop to the first frame with a landing pad and resume it there; at the root the task has ended
//
// One loop for run, nested completion and unwinding: a second drive loop cost 1 to 1.9 ns a yield.

import { __frameDistance, __frameHasPad, __frameToPad, __gcUnlink, __isMain, __mainResult, __poolOf, __popped, __resume, __runningTop } from "./intrinsics";
import { asTask, ownerOf, ROOT_FRAME, setCurrent, setPending, takePending, TaskFlags } from "./task";
import { enqueue } from "./queue";
import { poolRelease } from "./pool";
import { exit, pushDone } from "./control";

/** How a call or task ended; values of the status word. */
export namespace Status {
  export const DONE: usize = 0;
  export const THREW: usize = 1;
  export const CANCELLED: usize = 2;
}

/** Runs `task`, just taken from the queue, until it suspends or ends. */
export function poll(task: usize): void {
  const flags = <u32>asTask(task).flags;
  let frame = asTask(task).top;
  asTask(task).flags = <u8>(flags & ~TaskFlags.QUEUED);
  asTask(task).top = __runningTop(frame);
  setCurrent(task);
  let status: usize;
  if ((flags & (TaskFlags.CANCEL | TaskFlags.DELIVERED)) == TaskFlags.CANCEL) {
    asTask(task).flags |= <u8>TaskFlags.DELIVERED;
    frame = findPad(frame);
    status = frame ? resumeAtPad(frame, Status.CANCELLED) : Status.CANCELLED;
  } else {
    status = __resume(frame);
  }
  while (true) {
    if (status > Status.CANCELLED) {
      park(task, status);
      return;
    }
    if (frame) {
      const distance = __frameDistance(frame);
      if (distance) {
        frame -= distance;
        __popped(task, frame);
        if (status == Status.DONE) {
          status = __resume(frame);
        } else {
          frame = findPad(frame);
          if (frame) {
            __popped(task, frame);
            status = resumeAtPad(frame, status);
          }
        }
        continue;
      }
    }
    const next = end(task, status);
    if (!next) return;
    task = next;
    frame = asTask(task).top;
    asTask(task).top = __runningTop(frame);
    setCurrent(task);
    status = __resume(frame);
  }
}

/**
 * After the call that started `task` in a pool slot: parks or ends it unless it has completed.
 * @param previous the task that ran before
 * @returns true when it has completed: the caller stores the result and ends it
 */
export function startSettle(task: usize, previous: usize): bool {
  setCurrent(previous);
  const status = takePending();
  if (status == Status.DONE) return true;
  if (status > Status.CANCELLED) park(task, status);
  else end(task, status);
  return false;
}

/** Leaves `task` suspended at `frame`; a cancel that came while it ran is delivered at its next poll. */
// @ts-ignore: decorator
@inline
export function park(task: usize, frame: usize): void {
  asTask(task).top = frame;
  const flags = <u32>asTask(task).flags;
  if ((flags & (TaskFlags.CANCEL | TaskFlags.DELIVERED | TaskFlags.QUEUED)) == TaskFlags.CANCEL) enqueue(task);
}

/**
 * Ends `task` with `status`; its result stands at `task + RESULT`.
 * @returns the task that waited for this end alone and continues now, or 0
 */
export function end(task: usize, status: usize): usize {
  const t = asTask(task);
  let flags = <u32>t.flags | TaskFlags.DONE;
  if (status == Status.CANCELLED) flags |= TaskFlags.CANCELLED;
  t.flags = <u8>flags;
  const kind = flags & TaskFlags.KIND;
  if (kind == TaskFlags.CHILD) __gcUnlink(task);
  if (__isMain(task)) exit(status == Status.DONE ? __mainResult(task) : 1);
  if (!kind) {
    poolRelease(__poolOf(task + ROOT_FRAME), task);
    return 0;
  }
  if (kind == TaskFlags.HOST) {
    pushDone(task);
    return 0;
  }
  if (!(flags & TaskFlags.WAITED)) return 0;
  const owner = asTask(ownerOf(task));
  owner.waits--;
  if (owner.waits || (owner.flags & TaskFlags.QUEUED)) return 0;
  return changetype<usize>(owner);
}

/** The innermost frame from `frame` outwards whose await has a landing pad, or 0. */
function findPad(frame: usize): usize {
  while (!__frameHasPad(frame)) {
    const distance = __frameDistance(frame);
    if (!distance) return 0;
    frame -= distance;
  }
  return frame;
}

function resumeAtPad(frame: usize, status: usize): usize {
  __frameToPad(frame);
  setPending(status);
  return __resume(frame);
}
