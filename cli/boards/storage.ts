// Storage: a program that saves itself, and a board -> where its images lie: two slots of whole blocks, at the end of the board's flash or in
// memory that the start does not clear.

import { createHash } from "node:crypto";
import { HostFeature, ImageFormat, ImageLayout } from "../../host/abi.js";
import type { Layout } from "../../transform/4-report/layout.js";
import { ToolError } from "../errors.js";
import type { Board, Region } from "./definition.js";
import type { Program } from "./program.js";

const SLOTS = 2;
/** More than any board has under way at a time; boards/common/ops.c counts. */
const OPERATIONS_MAX = 24;

export interface Storage {
  readonly driver: string;
  readonly blockBytes: number;
  readonly slotBytes: number;
  readonly operationsMax: number;
  /** Address of the first slot; 0 for storage in RAM, which the linker places. */
  readonly origin: number;
  /** The board's flash without it. */
  readonly flash: Region;
}

/** Whether a program saves itself, and that into memory of which it takes some, too. */
export function keepsInRam({ hostFeatures }: Layout, { storage }: Board): boolean {
  return (hostFeatures & HostFeature.IMAGES) !== 0 && storage?.in === "ram";
}

/** @returns undefined for a program that does not save. @throws ToolError where the board can't keep it */
export function storageFor(program: Program, board: Board, memoryBytes: number, globals: number): Storage | undefined {
  if ((program.layout.hostFeatures & HostFeature.IMAGES) === 0) return undefined;
  if (!board.storage) throw new ToolError(`the program saves itself, for which ${board.name} has no storage`, "docs/8-boards.md says which boards have one");
  const { driver, blockBytes, in: place } = board.storage;
  const imageBytes = ImageLayout.BLOCK_BYTES + globals * ImageFormat.GLOBAL_BYTES + OPERATIONS_MAX * ImageFormat.OPERATION_BYTES + memoryBytes;
  const slotBytes = Math.ceil(imageBytes / blockBytes) * blockBytes;
  const parts = { driver, blockBytes, slotBytes, operationsMax: OPERATIONS_MAX };
  if (place === "ram") return { ...parts, origin: 0, flash: board.flash };
  const bytes = board.flash.bytes - SLOTS * slotBytes;
  if (bytes <= 0) throw new ToolError(`two images of ${slotBytes} bytes do not fit: ${board.name} has ${board.flash.bytes} bytes of flash`, "tacet report shows what takes memory");
  return { ...parts, origin: Number(board.flash.origin) + bytes, flash: { ...board.flash, bytes } };
}

/** What the C side is told. */
export function storageDefines({ wasm }: Program, storage: Storage | undefined, globals: readonly string[]): [name: string, value: number | string][] {
  if (!storage) return [["TACET_HAS_IMAGES", 0]];
  const id = createHash("sha256").update(wasm).digest();
  return [
    ["TACET_HAS_IMAGES", 1],
    ["TACET_PROGRAM_LOW", `0x${id.readUInt32LE(0).toString(16)}u`],
    ["TACET_PROGRAM_HIGH", `0x${id.readUInt32LE(4).toString(16)}u`],
    ["TACET_IMAGE_OPERATIONS_MAX", `${storage.operationsMax}u`],
    ["TACET_GLOBALS", `${globals.length}u`],
    ["EACH_GLOBAL(use)", globals.map(name => `use(${name})`).join(" ")],
    ["TACET_SLOT_BYTES", `${storage.slotBytes}u`],
    ["TACET_STORAGE_BLOCK_BYTES", `${storage.blockBytes}u`],
    ["TACET_STORAGE_BYTES", `${SLOTS * storage.slotBytes}u`],
    ["TACET_STORAGE_ORIGIN", `0x${storage.origin.toString(16)}u`],
  ];
}
