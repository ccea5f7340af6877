// Timer wheel: pending deadlines -> timers due by `now`, in order; insert, remove and fire are O(1).
//
//   near          timers of ticks already opened, a list in order            (0 to 1 ms ahead)
//   slots         one stack a tick of 1,024 us, for the current block and those after it; 8 blocks share the slots
//   upper levels  one bucket for each block, one for 16 blocks, and so on to 2^42 us (50 days) or more; the rest is `far`
//
//   insert -> near | a slot | a bucket               advance -> fires near, then the slots that are due; raises the anchor
//                                                               and files the buckets it enters again, lower
//
//   slot (12 bytes)   0 stack | 8 earliest u16 | 10 latest u16, or OUT_OF_ORDER
//
// The anchor is the last block the slots cover. A deadline's level is the highest digit in which its block differs from the
// anchor, and the anchor passes a bucket only by emptying it into lower ones. Hence all timers of one deadline are
// always in one place, in order of insertion: equal deadlines keep that order without a sequence number.
// Why eight blocks: what is due beyond the slots takes a detour through a bucket. With one block it would be any sleep
// across its boundary; with two, sleeps of half the slots' time upwards (at 1,024 slots: every fourth one of 1 to 1,000 ms,
// a quarter of the time); with eight, sleeps of 7/8 of it upwards.
//
// A slot knows when in its tick its first timer is due and the one inserted last, so neither insertion nor the question when
// to turn again looks at other timers. A slot that is due as a whole and in order, as sleeps of whole milliseconds make it,
// wakes its tasks in one walk; any other becomes `near`, is sorted if need be and fires from its front.
//
// What wheelNext says is never later than the earliest deadline, so a turn with nothing due is one comparison. It is exact,
// except that removing the earliest timer of a slot leaves it (one idle turn), and a bucket of more than
// SCAN_COUNT_MAX timers announces its start.
//
// Static memory: SLOT_COUNT * 12 + SLOT_COUNT / 8 + UPPER_LEVELS * (16 * 4 + 4) + 52 bytes
//   128 slots: 2,080    1,024 slots: 12,944    16,384 slots: 199,048    (code: 2.2 KB at -Oz; a sorted list 0.4)
// A 4-ary heap lost: 87 ns at 10,000 timers, 115 at 100,000. A single ring of slots whose timers wait for later rounds lost:
// each round looks at each timer. Levels of 64 slots down to 1 us lost: three moves, that is three cache misses, a timer.

import { BUCKET_BYTES, bucketAdd, bucketEarliest, bucketNewest, bucketTake } from "./timer-bucket";
import { asTimer, linkBetween, LIST_BYTES, listClear, listEmpty, listFill, listFire } from "./timer-list";
import { listSort } from "./timer-sort";
import { stackHeads, stackPush, stackRemove, stackTake, stackWake } from "./timer-stack";
import { TIMER_SLOT_COUNT } from "./timer-profile";

const TICK_BITS: u64 = 10;
const TICK_MASK: u32 = 1023;
const SLOT_COUNT: usize = TIMER_SLOT_COUNT;
const SLOT_MASK: usize = SLOT_COUNT - 1;
const SLOT_BYTES: usize = 12;
const EARLIEST: usize = 8;
const LATEST: usize = 10;
const OUT_OF_ORDER: u32 = 0xffff; // later than any offset in a tick: what comes then is out of order, too
const BLOCK_COUNT: u64 = 8;
const BLOCK_BITS: u64 = ctz<usize>(SLOT_COUNT) - 3;
/** Bits of a digit: a power of two, so that the digit a bit belongs to needs no division. */
const DIGIT_BITS: u64 = 4;
const DIGIT_COUNT: usize = 1 << <usize>DIGIT_BITS;
const UPPER_LEVELS: usize = <usize>((42 - TICK_BITS - BLOCK_BITS + DIGIT_BITS - 1) / DIGIT_BITS);
const FAR_SHIFT: u64 = <u64>UPPER_LEVELS * DIGIT_BITS;
const NONE: u64 = u64.MAX_VALUE;
const SCAN_COUNT_MAX: u32 = 64;

// @ts-ignore: decorator
@lazy const SLOTS: usize = memory.data(<i32>(SLOT_COUNT * SLOT_BYTES), 8);
/** Bit i: slot i may hold timers; cleared when it is found empty. */
// @ts-ignore: decorator
@lazy const SLOT_SET: usize = memory.data(<i32>(SLOT_COUNT / 8), 8);
// @ts-ignore: decorator
@lazy const UPPER: usize = memory.data(<i32>(UPPER_LEVELS * DIGIT_COUNT * BUCKET_BYTES), 8);
/** One u32 a level, like SLOT_SET. */
// @ts-ignore: decorator
@lazy const UPPER_SET: usize = memory.data(<i32>(UPPER_LEVELS * 4), 8);
/** Timers of opened ticks, a list. */
// @ts-ignore: decorator
@lazy const NEAR: usize = memory.data(<i32>LIST_BYTES, 8);
/** Timers beyond all levels, a bucket. */
// @ts-ignore: decorator
@lazy const FAR: usize = memory.data(<i32>BUCKET_BYTES, 4);

/** Where the wheel stands. In linear memory, not in wasm globals: an engine reaches those by one load more. */
// @ts-ignore: decorator
@unmanaged @final
class Wheel {
  /** The complement of a time no timer is due before; 0 for none. */
  urgency: u64;
  /** Ticks below it are opened. */
  cursor: u64;
  /** How many ticks from the cursor on have slots. */
  span: u64;
  /** The last block with slots; 0 before the first timer. */
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

/** Files `timer` of `task`, which is not pending, where its deadline belongs now. Of other timers it touches none. */
// @ts-ignore: decorator
@inline
export function wheelInsert(timer: usize, task: usize, when: u64): void {
  asTimer(timer).task = task;
  asTimer(timer).when = when;
  if (~when > wheel().urgency) wheel().urgency = ~when;
  const tick = when >> TICK_BITS;
  if (tick - wheel().cursor < wheel().span) insertSlot(timer, tick, <u32>when & TICK_MASK);
  else insertOutside(timer, when);
}

// @ts-ignore: decorator
@inline
function insertSlot(timer: usize, tick: u64, offset: u32): void {
  const slot = slotOf(tick);
  const heads = stackHeads(slot);
  if (!heads) {
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
  stackPush(slot, heads, timer);
}

/** Files `timer` where there is no slot for it. */
function insertOutside(timer: usize, when: u64): void {
  const tick = when >> TICK_BITS;
  if (tick < wheel().cursor) {
    const last = asTimer(NEAR).back;
    if (last != NEAR && when < asTimer(last).when) wheel().nearMarked = true;
    linkBetween(last, timer, NEAR);
  } else if (!wheel().anchor) {
    listClear(NEAR);
    setAnchor(BLOCK_COUNT - 1);
    file(timer, when);
  } else {
    insertUpper(timer, tick >> BLOCK_BITS);
  }
}

// @ts-ignore: decorator
@inline
function insertUpper(timer: usize, block: u64): void {
  const shift = (63 - clz(block ^ wheel().anchor)) & ~(DIGIT_BITS - 1);
  if (shift >= FAR_SHIFT) {
    bucketAdd(FAR, bucketNewest(FAR), timer);
    return;
  }
  const digit = block >> shift & (DIGIT_COUNT - 1);
  const bucket = UPPER + <usize>(shift * (DIGIT_COUNT / DIGIT_BITS) + digit) * BUCKET_BYTES;
  const newest = bucketNewest(bucket);
  if (!newest) {
    const word = UPPER_SET + <usize>(shift / DIGIT_BITS) * 4;
    store<u32>(word, load<u32>(word) | <u32>1 << <u32>digit);
  }
  bucketAdd(bucket, newest, timer);
}

/** What is left of wheelInsert for a timer that has its deadline, which is announced. */
function file(timer: usize, when: u64): void {
  const tick = when >> TICK_BITS;
  if (tick - wheel().cursor < wheel().span) insertSlot(timer, tick, <u32>when & TICK_MASK);
  else insertOutside(timer, when);
}

/** Takes out the pending `timer`. */
// @ts-ignore: decorator
@inline
export function wheelRemove(timer: usize): void {
  stackRemove(timer, asTimer(timer).back); // those in no stack look like settled ones
}

/** A time no timer is due before; all ones when there is none. */
// @ts-ignore: decorator
@inline
export function wheelNext(): u64 {
  return ~wheel().urgency;
}

/** Wakes the tasks of all timers due at `now`. */
// @ts-ignore: decorator
@inline
export function wheelAdvance(now: u64): void {
  if (~now <= wheel().urgency) advance(now);
}

function advance(now: u64): void {
  if (!wheel().anchor) return;
  const nowTick = now >> TICK_BITS;
  if (wheel().nearMarked) {
    listSort(NEAR);
    wheel().nearMarked = false;
  }
  listFire(NEAR, now);
  while (listEmpty(NEAR)) {
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
  wheel().urgency = ~asTimer(asTimer(NEAR).next).when;
}

/** With empty slots: moves to the first bucket if its time has come. @returns whether slots may hold timers now */
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
  return SLOTS + (<usize>tick & SLOT_MASK) * SLOT_BYTES;
}

/** The word of SLOT_SET that holds the bit of `tick`, which is bit `tick % 64`. */
// @ts-ignore: decorator
@inline
function wordOf(tick: u64): usize {
  return SLOT_SET + ((<usize>tick & SLOT_MASK) >>> 6 << 3);
}

/** Fires what is due of slot `tick`, at or after the cursor; the rest goes to NEAR, which is empty. */
function open(tick: u64, now: u64): void {
  const slot = slotOf(tick);
  const latest = <u32>load<u16>(slot, LATEST);
  if (latest != OUT_OF_ORDER && (tick << TICK_BITS | <u64>latest) <= now) {
    stackWake(slot);
  } else {
    listFill(NEAR, stackTake(slot));
    if (latest == OUT_OF_ORDER) listSort(NEAR);
    listFire(NEAR, now);
  }
  moveCursor(tick + 1);
}

/** All timers before `tick` are fired or in NEAR. Slots come to stand for later blocks; the anchor follows. */
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

/** Files the timers of `bucket` again, after the anchor was raised to its first block. Those of FAR may come back to it. */
function refile(bucket: usize): void {
  let timer = bucketTake(bucket);
  while (timer) {
    const following = asTimer(timer).next;
    file(timer, asTimer(timer).when);
    timer = following;
  }
}

/** The first tick at or after the cursor whose slot holds timers, or NONE. */
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
    if (stackHeads(slotOf(tick))) return tick;
    store<u64>(word, load<u64>(word) & ~(<u64>1 << tick));
  }
  return NONE;
}

/** The bucket with the earliest timers, or 0. A level's timers are before those of all higher levels. */
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

/** The block at which the timers of `bucket` are to be filed again; NONE for 0. */
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
