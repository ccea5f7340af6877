// Pool: the static task slots of one @pool(n) function -> a free slot, or none.
// A free list through Task.next; slots never used yet are taken from the end of it, so nothing has to be linked at start.
//
//    0  fresh    u32  bytes of the slots handed out since all were free
//    4  free     u32  first released slot, or 0; in programs in which tasks end
//    8  used     u32  slots in use; for speed only, in programs in which tasks end
//       waiters  u32  first SlotWaiter, or 0 (FIFO); last, in programs in which tasks wait for slots
//
// For speed, a pool all of whose tasks have ended hands out its slots in the order of their addresses again: in the order of the ends each start
// waits for memory (100,000 tasks that sleep five times: 32 -> 25 ns a sleep).

import { asTask, currentTask, Task, TaskFlags } from "./task";
import { __parkOrCancel, __unwind, __usesEnds, __usesFlags, __usesOwners, __usesSlotWaits, __usesTop, inFrame } from "./intrinsics";
import { wake } from "./queue";

// @ts-ignore: decorator
@unmanaged @final
class Pool {
  fresh: usize;
  free: usize;
  used: u32;
}

/** Address of the first SlotWaiter of `pool`. */
// @ts-ignore: decorator
@inline
function waitersOf(pool: usize): usize {
  return pool + (ASC_SHRINK_LEVEL > 0 ? offsetof<Pool>("used") : offsetof<Pool>());
}

// @ts-ignore: decorator
@unmanaged @final
export class SlotWaiter {
  next: usize;
  task: usize;
}

/**
 * Takes a slot of `pool`, whose slots lie in `base .. base + bytesAll` and are `bytes` long each.
 * @returns the task, its waits and top cleared; 0 when all are in use
 */
export function poolTake(pool: usize, base: usize, bytes: usize, bytesAll: usize): usize {
  const p = changetype<Pool>(pool);
  let slot: usize = __usesEnds() ? p.free : 0;
  if (slot) {
    p.free = asTask(slot).next;
  } else {
    const fresh = p.fresh;
    if (fresh >= bytesAll) return 0;
    slot = base + fresh;
    p.fresh = fresh + bytes;
  }
  if (ASC_SHRINK_LEVEL == 0 && __usesEnds()) p.used++;
  if (__usesTop()) asTask(slot).top = 0;
  if (__usesOwners()) asTask(slot).waits = 0;
  return slot;
}

/** Gives the slot of an ended task back and wakes the first who waits for one. */
export function poolRelease(pool: usize, slot: usize): void {
  const p = changetype<Pool>(pool);
  const task = asTask(slot);
  if (__usesOwners()) task.generation++; // only a joinable task's handle looks at it
  if (__usesFlags()) task.flags = <u8>TaskFlags.DONE;
  // Who was woken for a slot that is free looks for it in the list.
  if (ASC_SHRINK_LEVEL > 0 || --p.used || __usesSlotWaits() && load<usize>(waitersOf(pool))) {
    task.next = p.free;
    p.free = slot;
  } else {
    p.fresh = 0;
    p.free = 0;
  }
  if (__usesSlotWaits()) wakeFirst(waitersOf(pool));
}

/**
 * Waits until `pool` may have a free slot; the caller tries again.
 * Cancel: leaves the queue of waiters; a wake it had received goes to the next.
 */
export async function poolWait(pool: usize): Promise<void> {
  const waiter = inFrame<SlotWaiter>();
  waiter.task = currentTask();
  const link = waitersOf(pool);
  waiterAppend(link, changetype<usize>(waiter));
  const cancelled = await __parkOrCancel();
  waiterRemove(link, changetype<usize>(waiter));
  // Several slots may have come free before this task ran: the wakes for all of them went to it.
  const free = changetype<Pool>(pool).free;
  if (cancelled ? free : free && asTask(free).next) wakeFirst(waitersOf(pool));
  if (cancelled) __unwind();
}

/** Gives the free slot that the running task was woken for to the next waiter. */
export function passSlot(pool: usize): void {
  if (changetype<Pool>(pool).free) wakeFirst(waitersOf(pool));
}

/** Puts `waiter` at the end of the queue whose first one the word at `link` holds. */
export function waiterAppend(link: usize, waiter: usize): void {
  while (load<usize>(link)) link = load<usize>(link) + offsetof<SlotWaiter>("next");
  store<usize>(link, waiter);
}

/** Takes `waiter` out of that queue. */
export function waiterRemove(link: usize, waiter: usize): void {
  while (load<usize>(link) && load<usize>(link) != waiter) link = load<usize>(link) + offsetof<SlotWaiter>("next");
  if (load<usize>(link)) store<usize>(link, changetype<SlotWaiter>(waiter).next);
}

/** Wakes the first of that queue, if there is one. */
export function wakeFirst(link: usize): void {
  const waiter = load<usize>(link);
  if (waiter) wake(changetype<SlotWaiter>(waiter).task);
}
