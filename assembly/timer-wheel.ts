// Timer wheel: pending deadlines -> timers due by `now`, in order; insert, remove and fire are O(1).
//
//   near          timers of ticks already opened                             (0 to 1 ms ahead)
//   slots         one list a tick of 1,024 us, for the current block and the next; a block = half of the slots
//   upper levels  one list for each block, one for 2^UPPER_BITS blocks, and so on to 2^44 us (200 days); the rest is `far`
//
//   insert -> near | a slot | an upper list          advance -> fires near, then the slots that are due; raises the anchor
//                                                               and files the upper lists it enters again, lower
//
// The anchor is the last block the slots cover. A deadline's level is the highest digit in which its block differs from the
// anchor, and the anchor passes an upper list only by emptying it into lower ones. Hence all timers of one deadline are
// always in one list, in order of insertion: equal deadlines keep that order without a sequence number.
// Why two blocks of slots: with one, a sleep across its boundary, however short, would take a detour through an upper list.
//
// Within a slot timers stand in order of insertion; one that comes out of order of deadline marks the slot, and a marked
// slot is sorted when it is due.
//
// What wheelNext says is never later than the earliest deadline, so a turn with nothing due is one comparison. It is exact,
// except that removing the earliest timer leaves it (one idle turn), and a marked slot or an upper list of more than
// SCAN_COUNT_MAX timers announces its start.
//
// Static memory: SLOT_COUNT * 10 + SLOT_COUNT / 4 + UPPER_LEVELS * (2^UPPER_BITS * 8 + 8) + 56 bytes
//   128 slots: 2,320    1,024 slots: 13,152    16,384 slots: 170,072    (code: 2.2 KB at -Oz; a sorted list 0.4)
// A 4-ary heap lost: 87 ns at 10,000 timers, 115 at 100,000. A single ring of slots whose timers wait for later rounds lost:
// each round looks at each timer. Levels of 64 slots down to 1 us lost: three moves, that is three cache misses, a timer.

import { asTimer, linkBetween, LIST_BYTES, listClear, listEmpty, listFire, listMove, listTouch } from "./timer-list";
import { listSort } from "./timer-sort";
import { TIMER_SLOT_COUNT } from "./timer-profile";

const TICK_BITS: u64 = 10;
const TICK_MASK: u32 = 1023;
const SLOT_COUNT: usize = TIMER_SLOT_COUNT;
const SLOT_MASK: usize = SLOT_COUNT - 1;
const BLOCK_BITS: u64 = ctz<usize>(SLOT_COUNT) - 1;
const UPPER_BITS: u64 = SLOT_COUNT < 1024 ? 4 : 6;
const UPPER_COUNT: usize = 1 << <usize>UPPER_BITS;
const UPPER_LEVELS: usize = <usize>((44 - TICK_BITS - BLOCK_BITS + UPPER_BITS - 1) / UPPER_BITS);
const LEVEL_FACTOR: u64 = 256 / UPPER_BITS + 1; // (bit * LEVEL_FACTOR) >> 8 is bit / UPPER_BITS for bits below 64
const NONE: u64 = u64.MAX_VALUE;
const SCAN_COUNT_MAX: u32 = 64;

// @ts-ignore: decorator
@lazy const SLOTS: usize = memory.data(<i32>(SLOT_COUNT * LIST_BYTES), 8);
/** Bit i: slot i may hold timers; cleared when it is found empty. */
// @ts-ignore: decorator
@lazy const SLOT_SET: usize = memory.data(<i32>(SLOT_COUNT / 8), 8);
/** Bit i: slot i holds timers out of order. */
// @ts-ignore: decorator
@lazy const SLOT_MARKS: usize = memory.data(<i32>(SLOT_COUNT / 8), 8);
/** A u16 a slot: when in its tick the timer inserted last is due. */
// @ts-ignore: decorator
@lazy const SLOT_LATEST: usize = memory.data(<i32>(SLOT_COUNT * 2), 8);
// @ts-ignore: decorator
@lazy const UPPER: usize = memory.data(<i32>(UPPER_LEVELS * UPPER_COUNT * LIST_BYTES), 8);
/** One word a level, like SLOT_SET. */
// @ts-ignore: decorator
@lazy const UPPER_SET: usize = memory.data(<i32>(UPPER_LEVELS * 8), 8);
/** Timers of opened ticks. */
// @ts-ignore: decorator
@lazy const NEAR: usize = memory.data(<i32>LIST_BYTES, 8);
/** Timers beyond all levels. */
// @ts-ignore: decorator
@lazy const FAR: usize = memory.data(<i32>LIST_BYTES, 8);

/** Where the wheel stands. In linear memory, not in wasm globals: an engine reaches those by one load more. */
// @ts-ignore: decorator
@unmanaged @final
class Wheel {
  /** The complement of a time no timer is due before; 0 for none. */
  urgency: u64;
  /** Ticks below it are opened. */
  cursor: u64;
  /** The block after the cursor's. */
  anchor: u64;
  /** First tick behind the anchor's block; 0 before the lists are set up. */
  slotsEnd: u64;
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

/** Links `timer`, which is in no list, where its deadline belongs now. One function with everything inlined: it is hot. */
export function wheelInsert(timer: usize, when: u64): void {
  asTimer(timer).when = when;
  if (~when > wheel().urgency) wheel().urgency = ~when;
  const tick = when >> TICK_BITS;
  if (tick >= wheel().slotsEnd) {
    if (!wheel().slotsEnd) {
      setUp();
      wheelInsert(timer, when);
      return;
    }
    insertUpper(timer, tick >> BLOCK_BITS);
  } else if (tick >= wheel().cursor) {
    const list = slotList(tick);
    const last = asTimer(list).prev;
    const latest = SLOT_LATEST + (<usize>tick & SLOT_MASK) * 2;
    const offset = <u32>when & TICK_MASK;
    if (last == list) setBit(SLOT_SET, tick);
    else if (offset < <u32>load<u16>(latest)) setBit(SLOT_MARKS, tick); // asking `last` itself would wait for the cache
    store<u16>(latest, <u16>offset);
    linkBetween(last, timer, list);
  } else {
    const last = asTimer(NEAR).prev;
    if (last != NEAR && when < asTimer(last).when) wheel().nearMarked = true;
    linkBetween(last, timer, NEAR);
  }
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

function setUp(): void {
  for (let list = SLOTS; list < SLOTS + SLOT_COUNT * LIST_BYTES; list += LIST_BYTES) listClear(list);
  for (let list = UPPER; list < UPPER + UPPER_LEVELS * UPPER_COUNT * LIST_BYTES; list += LIST_BYTES) listClear(list);
  listClear(NEAR);
  listClear(FAR);
  setAnchor(1);
}

function advance(now: u64): void {
  if (!wheel().slotsEnd) return;
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
      wheel().urgency = ~slotDeadline(tick);
      if (nowTick > wheel().cursor) moveCursor(nowTick);
      return;
    } else if (!enterUpper(nowTick)) {
      return;
    }
  }
  wheel().urgency = ~asTimer(asTimer(NEAR).next).when;
}

/** With empty slots: moves to the first upper list if its time has come. @returns whether slots may hold timers now */
function enterUpper(nowTick: u64): bool {
  const list = firstUpper();
  const block = upperBlock(list);
  if (block - 1 <= nowTick >> BLOCK_BITS) { // NONE is greater
    moveCursor(max(wheel().cursor, (block - 1) << BLOCK_BITS));
    return true;
  }
  wheel().urgency = list ? ~earliest(list, block << BLOCK_BITS << TICK_BITS) : 0;
  if (nowTick > wheel().cursor) moveCursor(nowTick);
  return false;
}

// @ts-ignore: decorator
@inline
function insertUpper(timer: usize, block: u64): void {
  const level = (63 - clz(block ^ wheel().anchor)) * LEVEL_FACTOR >> 8;
  if (level >= UPPER_LEVELS) {
    linkBetween(asTimer(FAR).prev, timer, FAR);
    return;
  }
  const digit = block >> (level * UPPER_BITS) & (UPPER_COUNT - 1);
  const list = UPPER + <usize>((level << UPPER_BITS | digit) * LIST_BYTES);
  const last = asTimer(list).prev;
  if (last == list) {
    const word = UPPER_SET + <usize>level * 8;
    store<u64>(word, load<u64>(word) | (<u64>1 << digit));
  }
  linkBetween(last, timer, list);
}

// @ts-ignore: decorator
@inline
function slotList(tick: u64): usize {
  return SLOTS + (<usize>tick & SLOT_MASK) * LIST_BYTES;
}

/** The word of a slot bitmap that holds the bit of `tick`, which is bit `tick % 64`. */
// @ts-ignore: decorator
@inline
function wordOf(set: usize, tick: u64): usize {
  return set + ((<usize>tick & SLOT_MASK) >>> 6 << 3);
}

// @ts-ignore: decorator
@inline
function setBit(set: usize, tick: u64): void {
  const word = wordOf(set, tick);
  store<u64>(word, load<u64>(word) | (<u64>1 << tick)); // shifts count modulo 64
}

/** Whether the slot of `tick` holds timers out of order. */
function isMarked(tick: u64): bool {
  return (load<u64>(wordOf(SLOT_MARKS, tick)) >> tick & 1) != 0;
}

/** Fires what is due of slot `tick`, at or after the cursor; the rest goes to `near`, which is empty. */
function open(tick: u64, now: u64): void {
  const list = slotList(tick);
  if (isMarked(tick)) {
    const word = wordOf(SLOT_MARKS, tick);
    store<u64>(word, load<u64>(word) & ~(<u64>1 << tick));
    listSort(list);
  }
  listTouch(list);
  listFire(list, now);
  if (!listEmpty(list)) listMove(list, NEAR);
  moveCursor(tick + 1);
}

/** All timers before `tick` are fired or in `near`. Slots come to stand for later blocks; the anchor follows. */
function moveCursor(tick: u64): void {
  wheel().cursor = tick;
  const target = (tick >> BLOCK_BITS) + 1;
  if (target == wheel().anchor) return;
  let list = firstUpper();
  let block = upperBlock(list);
  while (block <= target) {
    setAnchor(block);
    refile(list);
    list = firstUpper();
    block = upperBlock(list);
  }
  setAnchor(target);
}

function setAnchor(block: u64): void {
  wheel().anchor = block;
  wheel().slotsEnd = (block + 1) << BLOCK_BITS;
}

/** Files the timers of `list` again, after the anchor was raised to its first block. */
function refile(list: usize): void {
  let timer = asTimer(list).next;
  const last = asTimer(list).prev;
  listClear(list); // timers of FAR may come back to it
  while (true) {
    const following = asTimer(timer).next;
    wheelInsert(timer, asTimer(timer).when);
    if (timer == last) return;
    timer = following;
  }
}

/** The first tick at or after the cursor whose slot holds timers, or NONE. */
function firstTick(): u64 {
  let tick = wheel().cursor;
  while (tick < wheel().slotsEnd) {
    const word = wordOf(SLOT_SET, tick);
    const bits = load<u64>(word) >> tick;
    if (!bits) {
      tick = (tick | 63) + 1;
      continue;
    }
    tick += ctz(bits);
    if (!listEmpty(slotList(tick))) return tick;
    store<u64>(word, load<u64>(word) & ~(<u64>1 << tick));
  }
  return NONE;
}

/** The first deadline in slot `tick`, or its start where looking for it would take long. */
function slotDeadline(tick: u64): u64 {
  const list = slotList(tick);
  return isMarked(tick) ? earliest(list, tick << TICK_BITS) : asTimer(asTimer(list).next).when;
}

/** The upper list with the earliest timers, or 0. A level's timers are before those of all higher levels. */
function firstUpper(): usize {
  for (let level: usize = 0; level < UPPER_LEVELS; level++) {
    const word = UPPER_SET + level * 8;
    let bits = load<u64>(word);
    while (bits) {
      const list = UPPER + (level * UPPER_COUNT + <usize>ctz(bits)) * LIST_BYTES;
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
  return ((wheel().anchor >> shift >> UPPER_BITS << UPPER_BITS) | digit) << shift;
}

/** The first deadline in `list`, or `start` where looking for it would take long. */
function earliest(list: usize, start: u64): u64 {
  const when = earliestOf(list, SCAN_COUNT_MAX);
  return when == NONE ? start : when;
}

/** The first deadline in `list`; NONE when it has more than `countMax` timers. */
function earliestOf(list: usize, countMax: u32): u64 {
  let when = NONE;
  for (let timer = asTimer(list).next; timer != list; timer = asTimer(timer).next) {
    if (!countMax--) return NONE;
    when = min(when, asTimer(timer).when);
  }
  return when;
}
