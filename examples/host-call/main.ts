// Host call: a thermostat whose sensor is a JavaScript function (run.mjs), called by name.

import { sleep } from "tacet/assembly";

/** The temperature of a room in degrees; the embedder implements it. */
// @ts-ignore: decorator
@host declare function fetchTemp(room: i32): Promise<f64>;

/** Mean of `rooms` rooms, asked one after the other. */
export async function meanTemp(rooms: i32): Promise<f64> {
  let sum: f64 = 0;
  for (let room = 0; room < rooms; room++) sum += await fetchTemp(room);
  return sum / rooms;
}

/** Asks until it is at least `wanted`, at most `tries` times, with 1 ms between. @returns tries it took, or -1 */
export async function waitUntilWarm(room: i32, wanted: f64, tries: i32): Promise<i32> {
  for (let i = 1; i <= tries; i++) {
    if ((await fetchTemp(room)) >= wanted) return i;
    await sleep(1);
  }
  return -1;
}
