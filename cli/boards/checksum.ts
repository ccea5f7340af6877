// Checksum: a section of a linked firmware -> the same section, its last word the CRC-32 of what is before it.
// The RP2040's boot ROM starts nothing whose first 256 bytes lack it (data sheet, 2.8.1.3.1).

import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { runTool } from "./tools.js";

const POLYNOMIAL = 0x04c11db7;

/** CRC-32 with the highest bit first, beginning with all ones and not inverted (MPEG-2's); zip's is the other way round. */
export function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte << 24;
    for (let bit = 0; bit < 8; bit++) crc = crc < 0 ? crc << 1 ^ POLYNOMIAL : crc << 1;
  }
  return crc >>> 0;
}

/** Fills in the checksum of `section` in an ELF file. @param folder where files may lie meanwhile */
export async function fillChecksum(elf: string, section: string, objcopy: string, folder: string): Promise<void> {
  const file = join(folder, "checked.bin");
  await runTool(objcopy, ["-O", "binary", `--only-section=${section}`, elf, file]);
  const bytes = await readFile(file);
  const end = bytes.length - 4;
  bytes.writeUInt32LE(crc32(bytes.subarray(0, end)), end);
  await writeFile(file, bytes);
  await runTool(objcopy, [`--update-section=${section}=${file}`, elf]);
}
