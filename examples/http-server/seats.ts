// Seats: which connections live, and what each is doing -> the numbers on the page, and whom to disconnect at the end.
// One seat for each slot of the pool of connections, so there is always one free for a connection that has started.
//
//   0  stream  u32  its handle; of a free seat: index of the next free seat, plus 1
//   4  phase   u32  a Phase

import { CONNECTIONS } from "./limits";

export namespace Phase {
  export const FREE: u32 = 0;
  /** Between two requests. */
  export const IDLE: u32 = 1;
  /** Part of a request's head has come. */
  export const READING: u32 = 2;
  export const ANSWERING: u32 = 3;
  /** `/slow` */
  export const SLEEPING: u32 = 4;
  /** `/echo` */
  export const ECHOING: u32 = 5;
  /** `/events` */
  export const EVENTS: u32 = 6;
  /** The last answer is on its way. */
  export const CLOSING: u32 = 7;
  export const COUNT: u32 = 8;
}

const SEATS: usize = memory.data(CONNECTIONS * 8, 4);
let firstFree: u32 = 0;
/** Seats taken at least once; those behind have never been linked. */
let usedCount: u32 = 0;

/** @returns a seat for the connection `stream` */
export function takeSeat(stream: u32): u32 {
  let seat = usedCount;
  if (firstFree) {
    seat = firstFree - 1;
    firstFree = streamAt(seat);
  } else {
    usedCount++;
  }
  store<u32>(SEATS + (seat << 3), stream);
  setPhase(seat, Phase.IDLE);
  return seat;
}

export function leaveSeat(seat: u32): void {
  setPhase(seat, Phase.FREE);
  store<u32>(SEATS + (seat << 3), firstFree);
  firstFree = seat + 1;
}

// @ts-ignore: decorator
@inline
export function setPhase(seat: u32, phase: u32): void {
  store<u32>(SEATS + (seat << 3), phase, 4);
}

export function phaseAt(seat: u32): u32 {
  return load<u32>(SEATS + (seat << 3), 4);
}

export function streamAt(seat: u32): u32 {
  return load<u32>(SEATS + (seat << 3));
}

/** Seats to look at: those behind are free. */
export function seatsUsed(): u32 {
  return usedCount;
}

/** Connections that live. */
export function seatsTaken(): u32 {
  let count: u32 = 0;
  for (let seat: u32 = 0; seat < usedCount; seat++) count += u32(phaseAt(seat) != Phase.FREE);
  return count;
}
