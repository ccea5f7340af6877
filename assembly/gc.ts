// Collector: suspended frames -> the references they hold. Linked only under the runtimes minimal and incremental.
//
// Roots beside asc's own (globals and the shadow stack of what runs now):
//   the frames of every unfinished task in a pool or of a child (children are in a list: a child's frames lie in its owner's
//   frame, which is not linked anywhere before the owner itself suspends)
//   results of ended tasks that nobody has read yet
// While a task runs, Task.top is the frame it was resumed at, so that its callers' frames stay visible; what that frame held
// at its last suspension stays alive until the next one.
//
// The table (static data from the compiler):
//   u32 pools, then per pool: u32 Pool, u32 first task, u32 bytes from task to task, u32 whether results are references
//   then per resume index: u16 references at the front of the frame, u16 place of its list of children / 4, or 0
//   lists: u32 offsets in the frame of children whose results are references, 0 behind the last; bit 0 set: only an error is

import { __errorVisit, __frameDistance, __frameIndex, __frameValues, __gcTable, __resultOf, __usesThrow } from "./intrinsics";
import { asTask, TaskFlags } from "./task";

// A child's words in front of its owner word (task.ts).
const PREV: usize = 12;
const NEXT: usize = 8;

// @ts-ignore: decorator
@lazy let childFirst: usize = 0;

/** Puts an unfinished child into the list. */
export function gcLink(child: usize): void {
  store<usize>(child - PREV, 0);
  store<usize>(child - NEXT, childFirst);
  if (childFirst) store<usize>(childFirst - PREV, child);
  childFirst = child;
}

/** Takes an ended child out of the list. */
export function gcUnlink(child: usize): void {
  const prev = load<usize>(child - PREV);
  const next = load<usize>(child - NEXT);
  if (prev) store<usize>(prev - NEXT, next);
  else childFirst = next;
  if (next) store<usize>(next - PREV, prev);
}

/** Visits all references of suspended tasks; asc's collector calls it among its globals. */
export function gcVisitTasks(cookie: u32): void {
  __errorVisit(cookie);
  const table = __gcTable();
  const pools = load<u32>(table);
  const functions = table + 4 + <usize>pools * 16;
  for (let p: u32 = 0; p < pools; p++) {
    const entry = table + 4 + <usize>p * 16;
    const fresh = load<u32>(load<usize>(entry), 4);
    const bytes = load<u32>(entry, 8);
    for (let at: u32 = 0; at < fresh; at += bytes) {
      const task = load<usize>(entry, 4) + at;
      const flags = <u32>asTask(task).flags;
      if (!(flags & TaskFlags.DONE)) visitFrames(task, table, functions, cookie);
      else if ((load<u32>(entry, 12) || __usesThrow() && flags & TaskFlags.THREW) && (flags & TaskFlags.KIND) && !(flags & TaskFlags.CANCELLED)) {
        visitResult(task, cookie);
      }
    }
  }
  for (let child = childFirst; child; child = load<usize>(child - NEXT)) visitFrames(child, table, functions, cookie);
}

function visitFrames(task: usize, table: usize, functions: usize, cookie: u32): void {
  let frame = asTask(task).top;
  while (frame) {
    const entry = functions + (<usize>__frameIndex(frame) << 2);
    const values = __frameValues(frame);
    const end = values + (<usize>load<u16>(entry) << 2);
    for (let at = values; at < end; at += 4) __visit(load<usize>(at), cookie);
    const list = <usize>load<u16>(entry, 2) << 2;
    if (list) visitChildren(frame, table + list, cookie);
    const distance = __frameDistance(frame);
    if (!distance) return;
    frame -= distance;
  }
}

function visitChildren(frame: usize, list: usize, cookie: u32): void {
  for (let offset = load<u32>(list); offset; list += 4, offset = load<u32>(list)) {
    const child = frame + (__usesThrow() ? offset & ~1 : offset);
    if ((asTask(child).flags & (TaskFlags.DONE | TaskFlags.CANCELLED)) != TaskFlags.DONE) continue;
    if (__usesThrow() && offset & 1 && !(asTask(child).flags & TaskFlags.THREW)) continue;
    visitResult(child, cookie);
  }
}

function visitResult(task: usize, cookie: u32): void {
  __visit(load<usize>(__resultOf(task)), cookie);
}
