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
//   then per resume index: u16 references at the front of the frame, bit 14 set where they stand behind the deadline of a sleep (sleepers.ts),
//   bit 15 for a generator whose value is one; u16 place of its list of children / 4, or 0
//   lists: u32 offsets in the frame of children whose results are references, 0 behind the last; bit 0 set: only an error is

import { __errorVisit, __frameDistance, __frameIndex, __frameValues, __gcTable, __resultOf, __usesCancel, __usesOwnerWords, __usesThrow } from "./intrinsics";
import { asTask, TaskFlags } from "./task";
import { TIMER_SLOT_COUNT } from "./timer-profile";

// A child's words in front of its task, or of its owner word (task.ts).

// @ts-ignore: decorator
@inline
function prevOf(child: usize): usize {
  return child - (__usesOwnerWords() ? 12 : 8);
}

// @ts-ignore: decorator
@inline
function nextOf(child: usize): usize {
  return child - (__usesOwnerWords() ? 8 : 4);
}

/** Bits of a resume index's first half word. */
const REFERENCES: u32 = 0x3fff;
const SLEEPS: u32 = 0x4000;
const YIELDS_REFERENCE: u32 = 0x8000;

// @ts-ignore: decorator
@lazy let childFirst: usize = 0;

/** Puts an unfinished child into the list. */
export function gcLink(child: usize): void {
  store<usize>(prevOf(child), 0);
  store<usize>(nextOf(child), childFirst);
  if (childFirst) store<usize>(prevOf(childFirst), child);
  childFirst = child;
}

/** Takes an ended child out of the list. */
export function gcUnlink(child: usize): void {
  const prev = load<usize>(prevOf(child));
  const next = load<usize>(nextOf(child));
  if (prev) store<usize>(nextOf(prev), next);
  else childFirst = next;
  if (next) store<usize>(prevOf(next), prev);
}

// Generators that may hold references are in a list of their own: a generator's frame lies in its owner's, and waits there for its
// next step while the owner runs. Its next link is in front of its done word (generator.ts).

const GENERATOR_DONE: usize = 4;
const GENERATOR_NEXT: usize = 8;
const GENERATOR_ITEM: usize = 12;

// @ts-ignore: decorator
@lazy let generatorFirst: usize = 0;

/** Puts a generator just made into the list. */
export function gcGeneratorMade(generator: usize): void {
  store<usize>(generator - GENERATOR_ITEM, 0);
  store<usize>(generator - GENERATOR_NEXT, generatorFirst);
  generatorFirst = generator;
}

/** Takes out of the list what lies in these bytes, which are about to be used for something else. */
export function gcGeneratorsGone(start: usize, end: usize): void {
  let before: usize = 0;
  for (let at = generatorFirst; at; at = load<usize>(at - GENERATOR_NEXT)) {
    if (at < start || at >= end) before = at;
    else if (before) store<usize>(before - GENERATOR_NEXT, load<usize>(at - GENERATOR_NEXT));
    else generatorFirst = load<usize>(at - GENERATOR_NEXT);
  }
}

/** Visits all references of generators that are not done; asc's collector calls it among its globals. */
export function gcVisitGenerators(cookie: u32): void {
  const table = __gcTable();
  const functions = table + 4 + (<usize>load<u32>(table) << 4);
  for (let at = generatorFirst; at; at = load<usize>(at - GENERATOR_NEXT)) {
    if (load<u32>(at - GENERATOR_DONE)) continue;
    visitFrame(at, table, functions, cookie);
    if (<u32>load<u16>(functions + (<usize>__frameIndex(at) << 2)) & YIELDS_REFERENCE) __visit(load<usize>(at - GENERATOR_ITEM), cookie);
  }
}

/** Visits all references of suspended tasks; asc's collector calls it among its globals. */
export function gcVisitTasks(cookie: u32): void {
  __errorVisit(cookie);
  const table = __gcTable();
  const pools = load<u32>(table);
  const functions = table + 4 + <usize>pools * 16;
  for (let p: u32 = 0; p < pools; p++) {
    const entry = table + 4 + <usize>p * 16;
    const fresh = load<u32>(load<usize>(entry));
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
  for (let child = childFirst; child; child = load<usize>(nextOf(child))) visitFrames(child, table, functions, cookie);
}

function visitFrames(task: usize, table: usize, functions: usize, cookie: u32): void {
  let frame = asTask(task).top;
  while (frame) {
    visitFrame(frame, table, functions, cookie);
    const distance = __frameDistance(frame);
    if (!distance) return;
    frame -= distance;
  }
}

function visitFrame(frame: usize, table: usize, functions: usize, cookie: u32): void {
  const entry = functions + (<usize>__frameIndex(frame) << 2);
  const bits = <u32>load<u16>(entry);
  let at = __frameValues(frame);
  if (bits & SLEEPS) at += TIMER_SLOT_COUNT && __usesCancel() ? 12 : 8;
  const end = at + ((bits & REFERENCES) << 2);
  for (; at < end; at += 4) __visit(load<usize>(at), cookie);
  const list = <usize>load<u16>(entry, 2) << 2;
  if (list) visitChildren(frame, table + list, cookie);
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
