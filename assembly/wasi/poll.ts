// Poll: operations that wait -> subscriptions of one poll_oneoff -> the descriptors that can be read or written.
// Subscriptions: each descriptor somebody waits for, and exactly one relative clock (WAMR fails on two; see clock.ts).
// Node's runtime lets a clock of 0 win over descriptors that are ready, so the shortest wait is a millisecond. It also refuses the
// whole call for a descriptor it can't wait for (a regular file, /dev/null): then each is asked alone, and those are always ready.

import { poll_oneoff } from "bindings/wasi_snapshot_preview1";
import { Errno } from "../abi";
import { EVENT_BYTES, subscribeClock, SUBSCRIPTION_BYTES } from "./clock";
import { complete } from "./host-ring";
import { HANDLES, Readiness, Slot, slotAt, slotsUsed } from "./slots";
import { readOn, writeOn } from "./streams";
import { takeFirst } from "./waiting";

const ENTRIES: u32 = HANDLES * 2 + 1;
// @ts-ignore: decorator
@lazy const SUBSCRIPTIONS: usize = memory.data(ENTRIES * SUBSCRIPTION_BYTES, 8);
// @ts-ignore: decorator
@lazy const EVENTS: usize = memory.data(ENTRIES * EVENT_BYTES, 8);
// @ts-ignore: decorator
@lazy const COUNT: usize = memory.data(4, 4);

const TYPE_READ: u8 = 1;
const TYPE_WRITE: u8 = 2;
const SHORTEST_US: u64 = 1000;
/** User data of the clock; a descriptor's is its slot's index * 2, plus 1 for writing. */
const CLOCK: u64 = u64.MAX_VALUE;

/**
 * Waits until a descriptor that somebody waits for is ready, or `us` have passed (all ones: no limit), and serves those that are.
 * @returns false at once where nobody waits for a descriptor
 */
export function waitForEvents(us: u64): bool {
  let count: u32 = 0;
  for (let index: u32 = 0; index < slotsUsed(); index++) {
    const slot = slotAt(index);
    if (slot.reads) subscribe(count++, slot.fd, TYPE_READ, <u64>index << 1);
    if (slot.writes) subscribe(count++, slot.fd, TYPE_WRITE, <u64>index << 1 | 1);
  }
  if (!count) return false;
  if (!poll(count, us)) askEach();
  return true;
}

function subscribe(at: u32, fd: u32, type: u8, data: u64): void {
  const entry = SUBSCRIPTIONS + <usize>at * SUBSCRIPTION_BYTES;
  memory.fill(entry, 0, SUBSCRIPTION_BYTES);
  store<u64>(entry, data);
  store<u8>(entry, type, 8);
  store<u32>(entry, fd, 16);
}

/** @returns false: the runtime has refused the call */
function poll(count: u32, us: u64): bool {
  if (us != u64.MAX_VALUE) {
    const entry = SUBSCRIPTIONS + <usize>count * SUBSCRIPTION_BYTES;
    subscribeClock(entry, max(us, SHORTEST_US));
    store<u64>(entry, CLOCK);
    count++;
  }
  const error = poll_oneoff(SUBSCRIPTIONS, EVENTS, count, COUNT);
  if (error) return -<i32>error == Errno.EINTR;
  const events = load<u32>(COUNT);
  for (let i: u32 = 0; i < events; i++) serve(EVENTS + <usize>i * EVENT_BYTES);
  return true;
}

function serve(event: usize): void {
  const data = load<u64>(event);
  if (data == CLOCK) return;
  const slot = slotAt(<u32>(data >> 1));
  const error = load<u16>(event, 8);
  if (data & 1) {
    const first = slot.writes;
    writeOn(slot);
    if (error && slot.writes == first) fail(slot.writeList, error);
  } else {
    const first = slot.reads;
    readOn(slot);
    if (error && slot.reads == first) fail(slot.readList, error);
  }
}

/** The descriptor has an error that the call itself does not tell: without this it would be tried for ever. */
function fail(list: usize, error: u32): void {
  const user = takeFirst(list);
  if (user) complete(user, -<i32>error);
}

/** Finds the descriptors that the runtime can't wait for; they are always ready from here on. */
function askEach(): void {
  for (let index: u32 = 0; index < slotsUsed(); index++) {
    const slot = slotAt(index);
    if (slot.readiness == Readiness.ALWAYS) continue;
    if (slot.reads) ask(slot, TYPE_READ, <u64>index << 1);
    if (slot.writes) ask(slot, TYPE_WRITE, <u64>index << 1 | 1);
  }
}

function ask(slot: Slot, type: u8, data: u64): void {
  subscribe(0, slot.fd, type, data);
  if (poll(1, SHORTEST_US)) return;
  slot.readiness = Readiness.ALWAYS;
  readOn(slot);
  writeOn(slot);
}
