// Timer wheel: pending deadlines -> timers due by `now`, in order; insert, remove and fire are O(1).
//
//   near          sorted on demand: timers of ticks already opened            (0 to 1 ms ahead)
//   SLOT_COUNT    one list a tick of 1,024 us, for the current block and the next; a block = half of the slots
//   upper levels  one list for 2^UPPER_BITS blocks, one for as many of these, and so on to 2^44 us (200 days); then `far`
//
//   insert -> near | a slot | an upper list          advance -> opens the next occupied slot into near, fires from near,
//                                                               raises the anchor and re-inserts the upper list it enters
//
// The anchor is the last block the slots cover. A deadline's level is the highest digit in which its block differs from the
// anchor, and the anchor is raised only after the upper list it enters was emptied into lower ones. Hence all timers of one
// deadline are always in one list, in order of insertion: equal deadlines keep that order without a sequence number.
// Why two blocks of slots: with one, a sleep across its boundary, however short, would take a detour through an upper list.
//
// `next` is never later than the earliest deadline, so a turn with nothing due is one comparison. It is exact, except that
// removing the earliest timer leaves it (one idle turn), and an upper list or a slot of more than SCAN_COUNT_MAX timers
// announces its start.
//
// Static memory: SLOT_COUNT * 8 + SLOT_COUNT / 8 + UPPER_LEVELS * (2^UPPER_BITS * 8 + 8) + 16 bytes
//   128 slots: 2,008    1,024 slots: 10,800    16,384 slots: 135,248
// A 4-ary heap lost: 87 ns at 10,000 timers, 115 at 100,000. A single ring of slots whose timers wait for later rounds lost:
// each round looks at each timer. Levels of 64 slots down to 1 us lost: three moves, that is three cache misses, a timer.

import { asTimer, LIST_BYTES, listAppend, listClear, listEmpty, listFire, listMove, unlink } from "./timer-list";
import { listSort } from "./timer-sort";
import { TIMER_SLOT_COUNT } from "./timer-profile";

const TICK_BITS: u64 = 10;
const SLOT_COUNT: usize = TIMER_SLOT_COUNT;
const SLOT_MASK: usize = SLOT_COUNT - 1;
const BLOCK_BITS: u64 = ctz<usize>(SLOT_COUNT) - 1;
const WORD_MASK: usize = SLOT_COUNT / 64 - 1;
const UPPER_BITS: u64 = SLOT_COUNT < 1024 ? 4 : 6;
const UPPER_COUNT: usize = 1 << <usize>UPPER_BITS;
const UPPER_LEVELS: usize = <usize>((44 - TICK_BITS - BLOCK_BITS + UPPER_BITS - 1) / UPPER_BITS);
const NONE: u64 = u64.MAX_VALUE;
const SCAN_COUNT_MAX: u32 = 128;

// @ts-ignore: decorator
@lazy const SLOTS: usize = memory.data(SLOT_COUNT * LIST_BYTES, 8);
/** Bit i: slot i may hold timers; cleared when it is found empty. */
// @ts-ignore: decorator
@lazy const SLOT_SET: usize = memory.data(SLOT_COUNT / 8, 8);
// @ts-ignore: decorator
@lazy const UPPER: usize = memory.data(UPPER_LEVELS * UPPER_COUNT * LIST_BYTES, 8);
/** One word a level, like SLOT_SET. */
// @ts-ignore: decorator
@lazy const UPPER_SET: usize = memory.data(UPPER_LEVELS * 8, 8);
/** Timers of opened ticks. */
// @ts-ignore: decorator
@lazy const NEAR: usize = memory.data(LIST_BYTES, 8);
/** Timers beyond all levels. */
// @ts-ignore: decorator
@lazy const FAR: usize = memory.data(LIST_BYTES, 8);

let next: u64 = NONE; // lower bound of all deadlines
let cursor: u64 = 0; // ticks below it are opened
let anchor: u64 = 1; // always the block after the cursor's
let nearSorted: bool = true;

/** Files `timer`, in no list, under its deadline. */
// @ts-ignore: decorator
@inline
export function wheelInsert(timer: usize): void {
  const when = asTimer(timer).when;
  if (when < next) next = when;
  file(timer, when);
}

/** A deadline no timer is due before; all ones when there is none. */
// @ts-ignore: decorator
@inline
export function wheelNext(): u64 {
  return next;
}

/** Wakes the tasks of all timers due at `now`. */
// @ts-ignore: decorator
@inline
export function wheelAdvance(now: u64): void {
  if (now >= next) advance(now);
}

function advance(now: u64): void {
  const nowTick = now >> TICK_BITS;
  while (true) {
    if (!nearSorted) {
      listSort(NEAR);
      nearSorted = true;
    }
    listFire(NEAR, now);
    if (!listEmpty(NEAR)) {
      next = asTimer(asTimer(NEAR).next).when;
      return;
    }
    const tick = firstTick();
    if (tick <= nowTick) {
      open(tick);
      continue;
    }
    if (tick != NONE) {
      next = earliest(slotList(tick), tick << TICK_BITS);
      break;
    }
    const list = firstUpper();
    const block = upperBlock(list);
    if (block - 1 > nowTick >> BLOCK_BITS) { // so is NONE
      next = list ? earliest(list, block << BLOCK_BITS << TICK_BITS) : NONE;
      break;
    }
    moveCursor(max(cursor, (block - 1) << BLOCK_BITS));
  }
  if (nowTick > cursor) moveCursor(nowTick);
}

/** Links `timer` into the list its deadline belongs to now. */
function file(timer: usize, when: u64): void {
  const tick = when >> TICK_BITS;
  const block = tick >> BLOCK_BITS;
  if (block > anchor) {
    fileUpper(timer, block);
  } else if (tick >= cursor) {
    const slot = <usize>tick & SLOT_MASK;
    const word = SLOT_SET + ((slot >>> 6) << 3);
    store<u64>(word, load<u64>(word) | (<u64>1 << slot));
    listAppend(slotList(tick), timer);
  } else {
    if (!listEmpty(NEAR) && when < asTimer(asTimer(NEAR).prev).when) nearSorted = false;
    listAppend(NEAR, timer);
  }
}

function fileUpper(timer: usize, block: u64): void {
  const level = <usize>((63 - clz(block ^ anchor)) / UPPER_BITS);
  if (level >= UPPER_LEVELS) {
    listAppend(FAR, timer);
    return;
  }
  const digit = <usize>(block >> (<u64>level * UPPER_BITS)) & (UPPER_COUNT - 1);
  const word = UPPER_SET + level * 8;
  store<u64>(word, load<u64>(word) | (<u64>1 << digit));
  listAppend(upperList(level, digit), timer);
}

// @ts-ignore: decorator
@inline
function slotList(tick: u64): usize {
  return SLOTS + (<usize>tick & SLOT_MASK) * LIST_BYTES;
}

// @ts-ignore: decorator
@inline
function upperList(level: usize, digit: usize): usize {
  return UPPER + (level * UPPER_COUNT + digit) * LIST_BYTES;
}

/** Moves the timers of slot `tick`, at or after the cursor, into the empty `near`. */
function open(tick: u64): void {
  listMove(slotList(tick), NEAR);
  nearSorted = false;
  moveCursor(tick + 1);
}

/** All timers before `tick` are fired or in `near`. Slots come to stand for later blocks; the anchor follows. */
function moveCursor(tick: u64): void {
  cursor = tick;
  const target = (tick >> BLOCK_BITS) + 1;
  if (target == anchor) return;
  let list = firstUpper();
  let block = upperBlock(list);
  while (block <= target) {
    anchor = block;
    refile(list);
    list = firstUpper();
    block = upperBlock(list);
  }
  anchor = target;
}

/** Files the timers of `list` again, after the anchor was raised to its first block. */
function refile(list: usize): void {
  let timer = asTimer(list).next;
  const last = asTimer(list).prev;
  listClear(list); // timers of FAR may come back to it
  while (true) {
    const following = asTimer(timer).next;
    file(timer, asTimer(timer).when);
    if (timer == last) return;
    timer = following;
  }
}

/** The first tick at or after the cursor whose slot holds timers, or NONE. */
function firstTick(): u64 {
  const end = (anchor + 1) << BLOCK_BITS;
  let tick = cursor;
  while (tick < end) {
    const word = SLOT_SET + ((<usize>tick >>> 6) & WORD_MASK) * 8;
    const bits = load<u64>(word) >> (tick & 63);
    if (!bits) {
      tick = (tick | 63) + 1;
      continue;
    }
    tick += ctz(bits);
    if (!listEmpty(slotList(tick))) return tick;
    store<u64>(word, load<u64>(word) & ~(<u64>1 << (tick & 63)));
  }
  return NONE;
}

/** The upper list with the earliest timers, or 0. A level's timers are before those of all higher levels. */
function firstUpper(): usize {
  for (let level: usize = 0; level < UPPER_LEVELS; level++) {
    const word = UPPER_SET + level * 8;
    let bits = load<u64>(word);
    while (bits) {
      const list = upperList(level, <usize>ctz(bits));
      if (!listEmpty(list)) return list;
      bits &= bits - 1;
      store<u64>(word, bits);
    }
  }
  return listEmpty(FAR) ? 0 : FAR;
}

/** The block at which the timers of upper `list` are to be filed again; NONE for 0. */
function upperBlock(list: usize): u64 {
  if (!list) return NONE;
  if (list == FAR) {
    const bits = <u64>UPPER_LEVELS * UPPER_BITS;
    return earliestOf(FAR, u32.MAX_VALUE) >> TICK_BITS >> BLOCK_BITS >> bits << bits;
  }
  const index = <u64>((list - UPPER) / LIST_BYTES);
  const shift = (index >> UPPER_BITS) * UPPER_BITS;
  const digit = index & (UPPER_COUNT - 1);
  return ((anchor >> shift >> UPPER_BITS << UPPER_BITS) | digit) << shift;
}

/** The first deadline in `list`, or `start` where looking for it would take long. */
function earliest(list: usize, start: u64): u64 {
  const when = earliestOf(list, SCAN_COUNT_MAX);
  return when == NONE ? start : when;
}

/** The first deadline in `list`, which is not empty; NONE when it has more than `countMax` timers. From both ends, see listSort. */
function earliestOf(list: usize, countMax: u32): u64 {
  let front = asTimer(list).next;
  let back = asTimer(list).prev;
  let when = min(asTimer(front).when, asTimer(back).when);
  while (front != back) {
    if (countMax < 2) return NONE;
    countMax -= 2;
    front = asTimer(front).next;
    if (front == back) break;
    back = asTimer(back).prev;
    when = min(when, min(asTimer(front).when, asTimer(back).when));
  }
  return when;
}
