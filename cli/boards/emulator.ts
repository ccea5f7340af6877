// Emulator: a firmware and a board -> a run in what emulates that board, with the program's console as its standard streams and
// the program's exit code. Time is virtual: a run takes as long on every machine, and sleeping takes none.

import type { AwaitMap } from "../../host/awaits.js";
import { UsageError } from "../errors.js";
import type { Board } from "./definition.js";
import type { Firmware } from "./firmware.js";
import { runInQemu } from "./qemu.js";
import { runInRp2040js } from "./rp2040js.js";

/** Where the program's console ends. */
export interface Streams {
  /**
   * Bytes it reads, sent once its serial line is ready: what comes before that is lost, as on a device.
   * undefined = this process's standard input.
   */
  readonly input?: Uint8Array;
  out(bytes: Uint8Array): void;
  err(text: string): void;
}

/** @returns exit code of the program */
export async function emulate(firmware: Firmware, board: Board, map: AwaitMap | undefined, streams: Streams): Promise<number> {
  if (board.qemu) return runInQemu(board.qemu, firmware.elf, map, streams);
  if (board.emulator) return runInRp2040js(firmware.bin, map, streams);
  throw new UsageError(`${board.name} has no emulator; tacet build makes its firmware`);
}
