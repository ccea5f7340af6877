// Task: the control block in front of a stack of frames, wherever it was laid out (a pool slot, or a frame of its owner).
//
//   -4  owner   u32  joinable tasks only: the task that joins this one; of children, too, where a distance can't tell
//    0  next    u32  link in the ready queue, a pool's free list or the host's list of ended calls
//    4  flags   u8   below
//    5  waits   u8   how many unfinished tasks this one waits for (join of all: n; any: 1)
//    6  generation u16  bumped when a pool slot is released; part of a joinable task's handle. A child's: how far its owner is, in words, signed
//    8  top     u32  innermost suspended frame; while it runs, the one it was resumed at; 0 before it first suspends
//   12  root frame: 4 bytes header, then its values; when the task is done, its result stands at 16
//
// A program has only so much of it as it needs: up to `flags` where its tasks have one frame each, their root's, so that nothing has to tell
// which is on top; up to `next` where nothing looks at flags either. The root frame begins right behind.
//
// Flags, and what may stand together:
//   SCHEDULED  linked in the ready queue, or running: from its wake or start until it parks or ends. A wake has no effect then.
//   DONE       ended; CANCELLED or THREW tell how, neither: the result is valid. THREW: the error stands in its place.
//   CANCEL     requested. DELIVERED: the unwinding has begun (only with CANCEL; never delivered twice).
//              Of a task that has ended these bits are SEEN (its error has reached somebody, or is nobody's: who cancels a task gives
//              up its error) and THREW.
//              Of one that has not ended CANCELLED is SLEEPING, where anything cancels: linked as a sleeper (sleepers.ts), SCHEDULED meanwhile.
//   KIND       two bits: detached (its slot is free again at its end), child, host call, joinable
//   WAITED     its owner waits for its end; with the kind detached: the task of a scope (scope.ts)

import { __rootFrame, __usesEnds, __usesJoinables, __usesOwnerDistances, __usesOwnerWords, __usesRunningTask, __usesTop } from "./intrinsics";

/** Flag bits of `Task.flags`. */
export namespace TaskFlags {
  export const SCHEDULED: u32 = 1;
  export const DONE: u32 = 2;
  export const CANCEL: u32 = 4;
  export const DELIVERED: u32 = 8;
  export const THREW: u32 = 8;
  export const SEEN: u32 = 4;
  export const OWNED: u32 = 16; // children and joinable tasks
  export const CHILD: u32 = 16;
  export const HOST: u32 = 32;
  export const JOINABLE: u32 = 48;
  export const KIND: u32 = 48;
  export const WAITED: u32 = 64;
  export const CANCELLED: u32 = 128;
  export const SLEEPING: u32 = 128;
}

// @ts-ignore: decorator
@unmanaged @final
export class Task {
  next: usize;
  flags: u8;
  waits: u8;
  generation: u16;
  top: usize;
}

// In linear memory, not in wasm globals: an engine reaches those through the instance, one load more each (0.5 ns a yield),
// and a snapshot of the memory carries them.

/** Address of the running task; meaningful only inside a poll or a start. */
// @ts-ignore: decorator
@lazy export const RUNNING_TASK: usize = memory.data(4, 4);

/**
 * Address of what a call of an async function left behind: 0 it completed, 1 threw, 2 cancelled, otherwise the frame that
 * suspended (bit 0 set: it yielded). Zero whenever no call is returning.
 */
// @ts-ignore: decorator
@lazy export const CALL_STATUS: usize = memory.data(4, 4);

/** Set by `poll` and by starts, unless nothing looks at it. */
// @ts-ignore: decorator
@inline
export function setCurrent(task: usize): void {
  if (__usesRunningTask()) store<usize>(RUNNING_TASK, task);
}

/** Reads and clears the status of the call that returned. */
export function takePending(): usize {
  const status = load<usize>(CALL_STATUS);
  store<usize>(CALL_STATUS, 0);
  return status;
}

/** Hands `status` to the landing pad that runs next. */
// @ts-ignore: decorator
@inline
export function setPending(status: usize): void {
  store<usize>(CALL_STATUS, status);
}

/** The running task. */
// @ts-ignore: decorator
@inline
export function currentTask(): usize {
  return load<usize>(RUNNING_TASK);
}

/** Whether the running task is being cancelled: the unwinding has begun. */
// @ts-ignore: decorator
@inline
export function isDelivered(): bool {
  return (asTask(currentTask()).flags & TaskFlags.DELIVERED) != 0;
}

/** The innermost suspended frame of `task`. */
// @ts-ignore: decorator
@inline
export function topOf(task: usize): usize {
  return __usesTop() ? asTask(task).top : __rootFrame(task);
}

// @ts-ignore: decorator
@inline
export function setTop(task: usize, frame: usize): void {
  if (__usesTop()) asTask(task).top = frame;
}

/** The task that owns or joins `task`, whose flags are `flags`, of which OWNED is set. */
// @ts-ignore: decorator
@inline
export function ownerOf(task: usize, flags: u32): usize {
  if (!__usesOwnerDistances() || __usesJoinables() && (flags & TaskFlags.KIND) == TaskFlags.JOINABLE) return wordInFront(task);
  return task - (<usize>load<i16>(task, offsetof<Task>("generation")) << 2);
}

/** Readies the flags and waits of the child `child` of `owner`. */
// @ts-ignore: decorator
@inline
export function setChild(child: usize, owner: usize, flags: u32): void {
  if (__usesOwnerWords()) setOwner(child, owner);
  else if (__usesEnds()) {
    store<u32>(child, flags | <u32>(child - owner) << 14, offsetof<Task>("flags")); // words of 4 bytes, in the upper half
    return;
  }
  store<u16>(child, <u16>flags, offsetof<Task>("flags"));
}

/** Makes `owner` the owner of the child `child`; they lie in one frame. */
// @ts-ignore: decorator
@inline
export function setOwnerOf(child: usize, owner: usize): void {
  if (__usesOwnerWords()) setOwner(child, owner);
  else store<u16>(child, <u16>((child - owner) >> 2), offsetof<Task>("generation"));
}

/** What setOwner left. */
// @ts-ignore: decorator
@inline
export function wordInFront(task: usize): usize {
  return load<usize>(task - 4);
}

// @ts-ignore: decorator
@inline
export function setOwner(task: usize, owner: usize): void {
  store<usize>(task - 4, owner);
}

// @ts-ignore: decorator
@inline
export function asTask(task: usize): Task {
  return changetype<Task>(task); // a Task is exactly this layout at that address
}
