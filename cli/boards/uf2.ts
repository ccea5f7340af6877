// UF2: bytes of flash -> the file that is copied to a board's drive. Blocks of 512 bytes, each of which says where its 256 go, so
// that their order does not matter: https://github.com/microsoft/uf2.

const BLOCK_BYTES = 512;
const PAYLOAD_BYTES = 256;
const PAYLOAD_AT = 32;
const MAGIC_START = [0x0a324655, 0x9e5d5157] as const;
const MAGIC_END = 0x0ab16f30;
/** The word behind the count of blocks names the processor's family. */
const FLAG_FAMILY = 0x2000;

export interface Uf2Target {
  /** By which the boot loader knows files for its processor. */
  readonly family: number;
  /** Address of the first byte; a multiple of 256. */
  readonly origin: number;
}

/** @param bytes what is flashed from the origin on; the last block is filled with zeros */
export function toUf2(bytes: Uint8Array, { family, origin }: Uf2Target): Uint8Array {
  const blockCount = Math.ceil(bytes.length / PAYLOAD_BYTES);
  const file = Buffer.alloc(blockCount * BLOCK_BYTES);
  for (let index = 0; index < blockCount; index++) {
    const block = file.subarray(index * BLOCK_BYTES, (index + 1) * BLOCK_BYTES);
    const words = [...MAGIC_START, FLAG_FAMILY, origin + index * PAYLOAD_BYTES, PAYLOAD_BYTES, index, blockCount, family];
    words.forEach((word, i) => block.writeUInt32LE(word, 4 * i));
    block.set(bytes.subarray(index * PAYLOAD_BYTES, (index + 1) * PAYLOAD_BYTES), PAYLOAD_AT);
    block.writeUInt32LE(MAGIC_END, BLOCK_BYTES - 4);
  }
  return file;
}
