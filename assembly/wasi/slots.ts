// Slots: what a handle stands for -> a descriptor of WASI, and the operations that wait for it.
// A handle is index | generation << 20, as on every host (host/handles.ts); 0, 1, 2 are the standard streams. The table is static:
// `--use TACET_WASI_HANDLES=n` sets its size, one more open is ENFILE.
//
//    0  fd          u32  of a free slot: index of the next free one, or 0
//    4  kind        u8   Kind
//    5  readiness   u8   Readiness
//    6  generation  u16
//    8  reads       u32  list of operations that wait to read, or to accept
//   12  writes      u32  list of those that wait to write, or to connect
//   16  kept        u32  bytes that were given back: address, or 0
//   20  keptBytes   u32  how many, the next at
//   24  keptFrom    u32
//   28  keptRoom    u32
//   32  returned    u32  of a listener: the first connection that was given back; of such a one: the next; 0 = none

import { fd_close, fd_fdstat_get, fdstat } from "bindings/wasi_snapshot_preview1";
import { Errno } from "../abi";
import { complete } from "./host-ring";
import { takeFirst } from "./waiting";

/** How many handles can be open at a time, standard streams included. */
// @ts-ignore: a constant of the command line
export const HANDLES: u32 = isDefined(TACET_WASI_HANDLES) ? TACET_WASI_HANDLES : 64;

const INDEX_BITS: u32 = 20;
const INDEX_MASK: u32 = (1 << INDEX_BITS) - 1;
const GENERATION_MAX: u32 = (1 << 11) - 1;

export namespace Kind {
  export const FREE: u8 = 0;
  /** Standard input, standard output. */
  export const STREAM: u8 = 1;
  export const FILE: u8 = 2;
  export const LISTENER: u8 = 3;
  export const SOCKET: u8 = 4;
}

/** When an operation on the descriptor can be tried. */
export namespace Readiness {
  /** When poll_oneoff says so: it would block otherwise. */
  export const POLLED: u8 = 0;
  /** At any time: it never blocks. Regular files, and what poll_oneoff refuses. */
  export const ALWAYS: u8 = 1;
  /** At any time: it says EAGAIN instead of blocking, and poll_oneoff tells when to try again. */
  export const TRIED: u8 = 2;
}

// @ts-ignore: decorator
@unmanaged @final
export class Slot {
  fd: u32;
  kind: u8;
  readiness: u8;
  generation: u16;
  reads: usize;
  writes: usize;
  kept: usize;
  keptBytes: u32;
  keptFrom: u32;
  keptRoom: u32;
  returned: u32;

  get readList(): usize {
    return changetype<usize>(this) + offsetof<Slot>("reads");
  }

  get writeList(): usize {
    return changetype<usize>(this) + offsetof<Slot>("writes");
  }
}

// @ts-ignore: decorator
@lazy const SLOTS: usize = memory.data(HANDLES * SLOT_BYTES, 4);
/** Slots used at least once; those of the standard streams from the start. */
// @ts-ignore: decorator
@lazy let usedCount: u32 = 0;
/** A free slot, or 0: slot 0 is standard input, which stays. */
// @ts-ignore: decorator
@lazy let firstFree: u32 = 0;
// @ts-ignore: decorator
@lazy const STATUS: usize = memory.data(24, 8); // fdstat

const STANDARD_STREAMS: u32 = 3;
const SLOT_BYTES: u32 = 36;
const FILETYPE_REGULAR: u8 = 4;

/** Slots to look at: those behind are free. */
export function slotsUsed(): u32 {
  return usedCount;
}

export function slotAt(index: u32): Slot {
  return changetype<Slot>(SLOTS + <usize>index * SLOT_BYTES);
}

/** The open slot of a handle, or null. */
export function slotOf(handle: u32): Slot | null {
  openStandard();
  const index = handle & INDEX_MASK;
  if (index >= usedCount) return null;
  const slot = slotAt(index);
  return slot.kind != Kind.FREE && <u32>slot.generation == handle >> INDEX_BITS ? slot : null;
}

export function handleOf(slot: Slot): u32 {
  return <u32>(changetype<usize>(slot) - SLOTS) / SLOT_BYTES | <u32>slot.generation << INDEX_BITS;
}

/** Opens a handle for `fd`. @returns it, or ENFILE: the descriptor is closed then */
export function openSlot(fd: u32, kind: u8, readiness: u8): i32 {
  openStandard();
  let index = firstFree;
  if (index) {
    firstFree = slotAt(index).fd;
  } else {
    if (usedCount == HANDLES) {
      fd_close(fd);
      return Errno.ENFILE;
    }
    index = usedCount++;
    slotAt(index).generation = 1;
  }
  const slot = slotAt(index);
  slot.fd = fd;
  slot.kind = kind;
  slot.readiness = readiness;
  slot.keptBytes = 0;
  slot.returned = 0;
  return index | <i32>slot.generation << INDEX_BITS;
}

/** Ends what waits for the handle with ECANCELED, closes its descriptor and frees the slot. The standard streams stay. */
export function closeSlot(handle: u32): void {
  const slot = slotOf(handle);
  if (!slot || !slot.generation) return; // closed before
  endAll(slot.readList);
  endAll(slot.writeList);
  fd_close(slot.fd);
  for (let next = slot.kind == Kind.LISTENER ? slot.returned : 0; next;) {
    const connection = slotOf(next);
    if (!connection) break;
    const after = connection.returned;
    closeSlot(next);
    next = after;
  }
  slot.kind = Kind.FREE;
  slot.generation = slot.generation == GENERATION_MAX ? 1 : slot.generation + 1;
  slot.fd = firstFree;
  firstFree = handle & INDEX_MASK;
}

function endAll(list: usize): void {
  for (let user = takeFirst(list); user; user = takeFirst(list)) complete(user, Errno.ECANCELED);
}

function openStandard(): void {
  if (usedCount) return;
  usedCount = STANDARD_STREAMS;
  for (let fd: u32 = 0; fd < STANDARD_STREAMS; fd++) {
    const slot = slotAt(fd);
    slot.fd = fd;
    slot.kind = Kind.STREAM;
    slot.readiness = filetypeOf(fd) == FILETYPE_REGULAR ? Readiness.ALWAYS : Readiness.POLLED;
  }
}

/** WASI's file type of a descriptor; 0 where it can't tell, 255 where there is none. */
export function filetypeOf(fd: u32): u8 {
  return fd_fdstat_get(fd, changetype<fdstat>(STATUS)) ? 255 : load<u8>(STATUS);
}
