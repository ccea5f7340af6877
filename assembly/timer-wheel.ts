// Timer wheel: sleeping tasks -> those due by `now`, in order; insert, remove and wake are O(1).
//
//   near          tasks of ticks already opened, a list in order              (0 to 1 ms ahead)
//   slots         one list a tick of 1,024 us, for the current block and those after it; 16 blocks share the slots
//   upper levels  one bucket for each block, one for 16 blocks, and so on to 2^42 us (50 days) or more; the rest is `far`
//
//   insert -> near | a slot | a bucket               advance -> wakes near, then the slots that are due; raises the anchor
//                                                               and files the buckets it enters again, lower
//
//   slot (12 bytes)   0 list | 8 earliest u16 | 10 latest u16, or OUT_OF_ORDER
//
// The anchor is the last block the slots cover. A deadline's level is the highest digit in which its block differs from the
// anchor, and the anchor passes a bucket only by emptying it into lower ones. Hence all tasks of one deadline are
// always in one place, in order of insertion: equal deadlines keep that order without a sequence number.
// Why sixteen blocks: what is due beyond the slots takes a detour through a bucket. With one block it would be any sleep
// across its boundary; with two, sleeps of half the slots' time upwards (at 1,024 slots: every fourth one of 1 to 1,000 ms,
// a quarter of the time); with sixteen, sleeps of 15/16 of it upwards.
//
// A slot knows when in its tick its first task is due and the one inserted last, so neither insertion nor the question when
// to turn again looks at other tasks. A slot that is due as a whole and in order, as sleeps of whole milliseconds make it,
// becomes the end of the ready queue as it is; any other becomes `near`, is sorted if need be and wakes from its front.
//
// What wheelNext says is never later than the earliest deadline, so a turn with nothing due is one comparison. It is exact,
// except that removing the earliest task of a slot leaves it (one idle turn), and a bucket of more than
// SCAN_COUNT_MAX tasks announces its start.
//
// Static memory: SLOT_COUNT * 12 + SLOT_COUNT / 8 + UPPER_LEVELS * (16 * 4 + 4) + 52 bytes
//   128 slots: 2,080    1,024 slots: 12,944    16,384 slots: 199,048    (code: 2.2 KB at -Oz; a sorted list 0.4)
// A 4-ary heap lost: 87 ns at 10,000 timers, 115 at 100,000. A single ring of slots whose tasks wait for later rounds lost:
// each round looks at each task. Levels of 64 slots down to 1 us lost: three moves, that is three cache misses, a sleep.

import { BUCKET_BYTES, bucketAdd, bucketEarliest, bucketNewest, bucketTake } from "./timer-bucket";
import { __backOf, __deadlineOf, __setBack } from "./intrinsics";
import { asTask } from "./task";
import { LIST_BYTES, listAppend, listCut, listFirst, listLast, listMove, listWake, setListLast } from "./timer-list";
import { listSort } from "./timer-sort";
import { TIMER_SLOT_COUNT } from "./timer-profile";

const TICK_BITS: u64 = 10;
const TICK_MASK: u32 = 1023;
const SLOT_COUNT: usize = TIMER_SLOT_COUNT;
const SLOT_MASK: usize = SLOT_COUNT - 1;
const SLOT_BYTES: usize = 12;
const EARLIEST: usize = 8;
const LATEST: usize = 10;
const OUT_OF_ORDER: u32 = 0xffff; // later than any offset in a tick: what comes then is out of order, too
const BLOCK_COUNT: u64 = 16;
const BLOCK_BITS: u64 = ctz<usize>(SLOT_COUNT) - ctz(BLOCK_COUNT);
/** Bits of a digit: a power of two, so that the digit a bit belongs to needs no division. */
const DIGIT_BITS: u64 = 4;
const DIGIT_COUNT: usize = 1 << <usize>DIGIT_BITS;
const UPPER_LEVELS: usize = <usize>((42 - TICK_BITS - BLOCK_BITS + DIGIT_BITS - 1) / DIGIT_BITS);
const FAR_SHIFT: u64 = <u64>UPPER_LEVELS * DIGIT_BITS;
const NONE: u64 = u64.MAX_VALUE;
const SCAN_COUNT_MAX: u32 = 64;

/** All lists: that of the opened ticks, then the slots. */
// @ts-ignore: decorator
@lazy const LISTS: usize = memory.data(<i32>(LIST_BYTES + SLOT_COUNT * SLOT_BYTES), 8);
/** Bit i: slot i may hold tasks; cleared when it is found empty. */
// @ts-ignore: decorator
@lazy const SLOT_SET: usize = memory.data(<i32>(SLOT_COUNT / 8), 8);
// @ts-ignore: decorator
@lazy const UPPER: usize = memory.data(<i32>(UPPER_LEVELS * DIGIT_COUNT * BUCKET_BYTES), 8);
/** One u32 a level, like SLOT_SET. */
// @ts-ignore: decorator
@lazy const UPPER_SET: usize = memory.data(<i32>(UPPER_LEVELS * 4), 8);
/** Tasks beyond all levels, a bucket. */
// @ts-ignore: decorator
@lazy const FAR: usize = memory.data(<i32>BUCKET_BYTES, 4);

/** Where the wheel stands. In linear memory, not in wasm globals: an engine reaches those by one load more. */
// @ts-ignore: decorator
@unmanaged @final
class Wheel {
  /** The complement of a time no task is due before; 0 for none. */
  urgency: u64;
  /** Ticks below it are opened. */
  cursor: u64;
  /** How many ticks from the cursor on have slots. */
  span: u64;
  /** The last block with slots; 0 before the first sleep. */
  anchor: u64;
  /** Whether NEAR is out of order. */
  nearMarked: bool;
}

// @ts-ignore: decorator
@lazy const WHEEL: usize = memory.data(40, 8);

// @ts-ignore: decorator
@inline
function wheel(): Wheel {
  return changetype<Wheel>(WHEEL); // a Wheel takes 33 of the 40 bytes
}

/** The tasks of opened ticks, a list. */
// @ts-ignore: decorator
@inline
function near(): usize {
  return LISTS;
}

/** Files `task` where its deadline belongs now. Of other tasks it touches the one before it at most. */
// @ts-ignore: decorator
@inline
export function wheelInsert(task: usize, deadline: u64): void {
  if (~deadline > wheel().urgency) wheel().urgency = ~deadline;
  const tick = deadline >> TICK_BITS;
  if (tick - wheel().cursor < wheel().span) insertSlot(task, tick, <u32>deadline & TICK_MASK);
  else insertOutside(task, deadline);
}

// @ts-ignore: decorator
@inline
function insertSlot(task: usize, tick: u64, offset: u32): void {
  const slot = slotOf(tick);
  const first = listFirst(slot);
  if (!first) {
    const word = wordOf(tick);
    store<u64>(word, load<u64>(word) | (<u64>1 << tick)); // shifts count modulo 64
    store<u16>(slot, <u16>offset, EARLIEST);
    store<u16>(slot, <u16>offset, LATEST);
  } else if (offset >= <u32>load<u16>(slot, LATEST)) {
    store<u16>(slot, <u16>offset, LATEST);
  } else {
    store<u16>(slot, <u16>OUT_OF_ORDER, LATEST);
    if (offset < <u32>load<u16>(slot, EARLIEST)) store<u16>(slot, <u16>offset, EARLIEST);
  }
  listAppend(slot, first, task);
}

/** Files `task` where there is no slot for it. */
function insertOutside(task: usize, deadline: u64): void {
  const tick = deadline >> TICK_BITS;
  if (tick < wheel().cursor) {
    const first = listFirst(near());
    if (first && deadline < __deadlineOf(listLast(near()))) wheel().nearMarked = true;
    listAppend(near(), first, task);
  } else if (!wheel().anchor) {
    setAnchor(BLOCK_COUNT - 1);
    file(task, deadline);
  } else {
    insertUpper(task, tick >> BLOCK_BITS);
  }
}

// @ts-ignore: decorator
@inline
function insertUpper(task: usize, block: u64): void {
  const shift = (63 - clz(block ^ wheel().anchor)) & ~(DIGIT_BITS - 1);
  if (shift >= FAR_SHIFT) {
    bucketAdd(FAR, bucketNewest(FAR), task);
    return;
  }
  const digit = block >> shift & (DIGIT_COUNT - 1);
  const bucket = UPPER + <usize>(shift * (DIGIT_COUNT / DIGIT_BITS) + digit) * BUCKET_BYTES;
  const newest = bucketNewest(bucket);
  if (!newest) {
    const word = UPPER_SET + <usize>(shift / DIGIT_BITS) * 4;
    store<u32>(word, load<u32>(word) | <u32>1 << <u32>digit);
  }
  bucketAdd(bucket, newest, task);
}

/** What is left of wheelInsert for a task whose deadline is announced. */
function file(task: usize, deadline: u64): void {
  const tick = deadline >> TICK_BITS;
  if (tick - wheel().cursor < wheel().span) insertSlot(task, tick, <u32>deadline & TICK_MASK);
  else insertOutside(task, deadline);
}

/** Takes out `task`. */
// @ts-ignore: decorator
@inline
export function wheelRemove(task: usize): void {
  const back = __backOf(task);
  const next = asTask(task).next;
  if (back == next) { // it is alone in its list
    store<usize>(back, 0);
    return;
  }
  asTask(back).next = next;
  if (next - LISTS < LIST_BYTES + SLOT_COUNT * SLOT_BYTES) setListLast(next, back);
  else if (next) __setBack(next, back);
}

/** A time no task is due before; all ones when there is none. */
// @ts-ignore: decorator
@inline
export function wheelNext(): u64 {
  return ~wheel().urgency;
}

/** Wakes all tasks that are due at `now`. */
// @ts-ignore: decorator
@inline
export function wheelAdvance(now: u64): void {
  if (~now <= wheel().urgency) advance(now);
}

function advance(now: u64): void {
  if (!wheel().anchor) return;
  const nowTick = now >> TICK_BITS;
  if (wheel().nearMarked) {
    if (listFirst(near())) listSort(near());
    wheel().nearMarked = false;
  }
  wakeNear(now);
  while (!listFirst(near())) {
    const tick = firstTick();
    if (tick <= nowTick) {
      open(tick, now);
    } else if (tick != NONE) {
      wheel().urgency = ~(tick << TICK_BITS | <u64>load<u16>(slotOf(tick), EARLIEST));
      if (nowTick > wheel().cursor) moveCursor(nowTick);
      return;
    } else if (!enterUpper(nowTick)) {
      return;
    }
  }
  wheel().urgency = ~__deadlineOf(listFirst(near()));
}

/** Wakes those of near() that are due at `now`. */
function wakeNear(now: u64): void {
  let last: usize = 0;
  let task = listFirst(near());
  if (!task) return;
  while (task != near() && __deadlineOf(task) <= now) {
    last = task;
    task = asTask(task).next;
  }
  if (last) listCut(near(), last, task);
}

/** With empty slots: moves to the first bucket if its time has come. @returns whether slots may hold tasks now */
function enterUpper(nowTick: u64): bool {
  const bucket = firstUpper();
  const block = upperBlock(bucket);
  const first = block - (BLOCK_COUNT - 1);
  if (first <= nowTick >> BLOCK_BITS) { // NONE is greater
    moveCursor(max(wheel().cursor, first << BLOCK_BITS));
    return true;
  }
  wheel().urgency = bucket ? ~earliest(bucket, block << BLOCK_BITS << TICK_BITS) : 0;
  if (nowTick > wheel().cursor) moveCursor(nowTick);
  return false;
}

// @ts-ignore: decorator
@inline
function slotOf(tick: u64): usize {
  return LISTS + LIST_BYTES + (<usize>tick & SLOT_MASK) * SLOT_BYTES;
}

/** The word of SLOT_SET that holds the bit of `tick`, which is bit `tick % 64`. */
// @ts-ignore: decorator
@inline
function wordOf(tick: u64): usize {
  return SLOT_SET + ((<usize>tick & SLOT_MASK) >>> 6 << 3);
}

/** Wakes what is due of slot `tick`, at or after the cursor; the rest goes to near(), which is empty. */
function open(tick: u64, now: u64): void {
  const slot = slotOf(tick);
  const latest = <u32>load<u16>(slot, LATEST);
  if (latest != OUT_OF_ORDER && (tick << TICK_BITS | <u64>latest) <= now) {
    listWake(slot);
  } else {
    listMove(slot, near());
    if (latest == OUT_OF_ORDER) listSort(near());
    wakeNear(now);
  }
  moveCursor(tick + 1);
}

/** All tasks before `tick` are woken or in near(). Slots come to stand for later blocks; the anchor follows. */
function moveCursor(tick: u64): void {
  wheel().cursor = tick;
  const target = (tick >> BLOCK_BITS) + (BLOCK_COUNT - 1);
  if (target != wheel().anchor) {
    let bucket = firstUpper();
    let block = upperBlock(bucket);
    while (block <= target) {
      setAnchor(block);
      refile(bucket);
      bucket = firstUpper();
      block = upperBlock(bucket);
    }
  }
  setAnchor(target);
}

/** The slots stand for the ticks from the cursor to the end of `block`, which is the cursor's or a later one. */
// @ts-ignore: decorator
@inline
function setAnchor(block: u64): void {
  wheel().anchor = block;
  wheel().span = ((block + 1) << BLOCK_BITS) - wheel().cursor;
}

/** Files the tasks of `bucket` again, after the anchor was raised to its first block. Those of FAR may come back to it. */
function refile(bucket: usize): void {
  let task = bucketTake(bucket);
  while (task) {
    const following = asTask(task).next;
    file(task, __deadlineOf(task));
    task = following;
  }
}

/** The first tick at or after the cursor whose slot holds tasks, or NONE. */
function firstTick(): u64 {
  let tick = wheel().cursor;
  const end = tick + wheel().span;
  while (tick < end) {
    const word = wordOf(tick);
    const bits = load<u64>(word) >> tick;
    if (!bits) {
      tick = (tick | 63) + 1;
      continue;
    }
    tick += ctz(bits);
    if (listFirst(slotOf(tick))) return tick;
    store<u64>(word, load<u64>(word) & ~(<u64>1 << tick));
  }
  return NONE;
}

/** The bucket with the earliest tasks, or 0. A level's tasks are before those of all higher levels. */
function firstUpper(): usize {
  for (let level: usize = 0; level < UPPER_LEVELS; level++) {
    const word = UPPER_SET + level * 4;
    let bits = load<u32>(word);
    while (bits) {
      const bucket = UPPER + (level * DIGIT_COUNT + <usize>ctz(bits)) * BUCKET_BYTES;
      if (bucketNewest(bucket)) return bucket;
      bits &= bits - 1;
      store<u32>(word, bits);
    }
  }
  return bucketNewest(FAR) ? FAR : 0;
}

/** The block at which the tasks of `bucket` are to be filed again; NONE for 0. */
function upperBlock(bucket: usize): u64 {
  if (!bucket) return NONE;
  if (bucket == FAR) return bucketEarliest(FAR, u32.MAX_VALUE) >> TICK_BITS >> BLOCK_BITS >> FAR_SHIFT << FAR_SHIFT;
  const index = <u64>((bucket - UPPER) / BUCKET_BYTES);
  const shift = index / DIGIT_COUNT * DIGIT_BITS;
  const digit = index & (DIGIT_COUNT - 1);
  return ((wheel().anchor >> shift >> DIGIT_BITS << DIGIT_BITS) | digit) << shift;
}

/** The first deadline in `bucket`, or `start` where looking for it would take long. */
function earliest(bucket: usize, start: u64): u64 {
  const when = bucketEarliest(bucket, SCAN_COUNT_MAX);
  return when == NONE ? start : when;
}
