// The process around the program: its arguments and environment, as strings.
// Strings live on the heap. `argument` (stdio.ts) and `environment` copy bytes to a place of the caller's instead and allocate nothing.

import { OpFlag, Op as OpCode } from "./abi";
import { frameBuffer } from "./intrinsics";
import { keepAlive, performWithPair, withFlags } from "./op";
import { ANY_RESULT } from "./ring";
import { argument } from "./stdio";

/** What fits here is read with one operation, without a buffer on the heap. */
const SHORT_BYTES: u32 = 256;

/**
 * Copies the value of the environment variable `name`, as UTF-8, to `ptr`.
 * @returns its bytes (more than `length` if it was cut), or ENOENT where it is not set
 * Cancel: see perform.
 */
export async function environment(name: string, ptr: usize, length: u32): Promise<i32> {
  const result = await performWithPair(
    withFlags(OpCode.ENVIRONMENT, OpFlag.UTF16), 0, ptr, length, <u32>changetype<usize>(name), name.length << 1, ANY_RESULT,
  );
  keepAlive(name);
  return result;
}

/** The value of the environment variable `name`, or null where it is not set. Cancel: see perform. */
export async function env(name: string): Promise<string | null> {
  const place = frameBuffer(SHORT_BYTES);
  let bytes = await environment(name, place, SHORT_BYTES);
  if (bytes < 0) return null;
  if (<u32>bytes <= SHORT_BYTES) return String.UTF8.decodeUnsafe(place, bytes);
  const buffer = new ArrayBuffer(bytes);
  bytes = await environment(name, changetype<usize>(buffer), bytes); // the address of its bytes
  return bytes < 0 ? null : String.UTF8.decode(buffer);
}

/** The program's arguments, without the program's name. Cancel: see perform. */
export async function args(): Promise<string[]> {
  const place = frameBuffer(SHORT_BYTES);
  const list = new Array<string>();
  while (true) {
    const index = <u32>list.length;
    const bytes = await argument(index, place, SHORT_BYTES);
    if (bytes < 0) return list;
    if (<u32>bytes <= SHORT_BYTES) {
      list.push(String.UTF8.decodeUnsafe(place, bytes));
      continue;
    }
    const buffer = new ArrayBuffer(bytes);
    await argument(index, changetype<usize>(buffer), bytes); // the address of its bytes
    list.push(String.UTF8.decode(buffer));
  }
}
