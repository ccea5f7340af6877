// Boards: a name or a folder -> what board.json there says. A board is data and C; adding one touches no TypeScript.

import { access, readdir, readFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { ConfigurationError, UsageError } from "../errors.js";
import { PACKAGE_ROOT } from "../package.js";
import { isPeripheral, type Peripheral } from "./peripherals.js";

export const BOARDS_ROOT = join(PACKAGE_ROOT, "boards");

export interface Region {
  /** Address as the linker takes it. */
  readonly origin: string;
  readonly bytes: number;
}

/** One way to bring firmware onto a board: a tool, in whose words `{elf}`, `{bin}`, `{hex}`, `{uf2}` stand for files, or a drive. */
export type Flasher =
  | { readonly tool: string; readonly words: readonly string[] }
  | { readonly drive: string; readonly file: "elf" | "bin" | "hex" | "uf2"; readonly appears: string };

export interface Board {
  readonly name: string;
  /** The folder of board.json, absolute. */
  readonly folder: string;
  readonly title: string;
  /** Prefix of the tools: `arm-none-eabi`, `riscv64-unknown-elf`. */
  readonly toolchain: string;
  /** Options of the compiler that name the processor. */
  readonly compile: readonly string[];
  /** Options of the linker beyond those. */
  readonly link: readonly string[];
  /** Below boards/, or in the board's own folder. */
  readonly linkerScript: string;
  /** C that is compiled with the common parts, in this order; below boards/, or in the board's own folder. */
  readonly sources: readonly string[];
  /** Drivers, for programs that use what they drive. */
  readonly peripherals?: Readonly<Partial<Record<Peripheral, string>>>;
  /** Driver of its watchdog, and the longest period that has, in milliseconds. */
  readonly watchdog?: { readonly driver: string; readonly msMax: number };
  /** Driver of what keeps images of programs that save, and bytes of the blocks it erases. `flash`: it takes the end of that region. */
  readonly storage?: { readonly driver: string; readonly blockBytes: number; readonly in: "flash" | "ram" };
  readonly flash: Region;
  readonly ram: Region;
  readonly stackBytes: number;
  /** Section that ends with a checksum, as the processor's boot ROM wants it. */
  readonly checksumSection?: string;
  /** For a .uf2 file: family of the processor, address of the first byte. */
  readonly uf2?: { readonly family: string; readonly origin: string };
  /** How it is flashed, what is best first. */
  readonly flashers?: readonly Flasher[];
  /** Command and options that run it; the build adds the file. */
  readonly qemu?: readonly string[];
  /** npm package that runs it where QEMU knows no such machine. */
  readonly emulator?: "rp2040js";
}

/** @param name a folder of boards/, or a path to a folder that holds a board.json. @throws UsageError where there is none */
export async function boardNamed(name: string): Promise<Board> {
  const own = join(BOARDS_ROOT, name);
  const isPath = /[\\/]/.test(name) || name.startsWith(".");
  const folder = isPath ? resolve(name) : own;
  let text: string;
  try {
    text = await readFile(join(folder, "board.json"), "utf8");
  } catch {
    throw new UsageError(isPath ? `no board.json in '${name}'` : `no board '${name}'; there are: ${(await boardNames()).join(", ")}`);
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new ConfigurationError(new Error(`${join(folder, "board.json")}: ${(error as Error).message}`));
  }
  return { ...checked(json, join(folder, "board.json")), name: basename(folder), folder };
}

/** Names of the boards that come with the package. */
export async function boardNames(): Promise<string[]> {
  const folders = (await readdir(BOARDS_ROOT, { withFileTypes: true })).filter(entry => entry.isDirectory());
  const hasBoard = await Promise.all(folders.map(({ name }) => access(join(BOARDS_ROOT, name, "board.json")).then(() => true, () => false)));
  return folders.filter((_, i) => hasBoard[i]).map(({ name }) => name).sort();
}

type Kind = "string" | "number" | "strings" | "region" | "uf2" | "emulator" | "flashers" | "peripherals" | "watchdog" | "storage";
type Optional = "peripherals" | "watchdog" | "storage" | "checksumSection" | "uf2" | "flashers" | "qemu" | "emulator";

const FIELDS: Readonly<Record<Exclude<keyof Board, "name" | "folder" | Optional>, Kind>> = {
  title: "string", toolchain: "string", compile: "strings", link: "strings", linkerScript: "string", sources: "strings", flash: "region", ram: "region", stackBytes: "number",
};
const OPTIONAL_FIELDS: Readonly<Record<Optional, Kind>> = { peripherals: "peripherals", watchdog: "watchdog", storage: "storage", checksumSection: "string", uf2: "uf2", flashers: "flashers", qemu: "strings", emulator: "emulator" };

function checked(json: unknown, file: string): Omit<Board, "name" | "folder"> {
  const refuse = (detail: string): never => {
    throw new ConfigurationError(new Error(`${file}: ${detail}`));
  };
  if (!isRecord(json)) return refuse("not an object");
  for (const [field, kind] of Object.entries(FIELDS)) if (!is(kind, json[field])) refuse(`'${field}' is missing or no ${kind}`);
  for (const [field, kind] of Object.entries(OPTIONAL_FIELDS)) if (json[field] !== undefined && !is(kind, json[field])) refuse(`'${field}' is no ${kind}`);
  return json as unknown as Omit<Board, "name" | "folder">;
}

function is(kind: Kind, value: unknown): boolean {
  switch (kind) {
    case "string": return typeof value === "string" && value !== "";
    case "number": return typeof value === "number" && value > 0;
    case "strings": return Array.isArray(value) && value.every(word => typeof word === "string");
    case "region": return isRecord(value) && typeof value["origin"] === "string" && is("number", value["bytes"]);
    case "uf2": return isRecord(value) && isAddress(value["family"]) && isAddress(value["origin"]);
    case "emulator": return value === "rp2040js";
    case "peripherals": return isRecord(value) && Object.entries(value).every(([name, file]) => isPeripheral(name) && is("string", file));
    case "watchdog": return isRecord(value) && is("string", value["driver"]) && is("number", value["msMax"]);
    case "storage": return isRecord(value) && is("string", value["driver"]) && is("number", value["blockBytes"]) && ["flash", "ram"].includes(value["in"] as string);
    case "flashers": return Array.isArray(value) && value.length > 0 && value.every(isFlasher);
  }
}

function isFlasher(value: unknown): boolean {
  if (!isRecord(value)) return false;
  if ("tool" in value) return is("string", value["tool"]) && is("strings", value["words"]);
  return is("string", value["drive"]) && ["elf", "bin", "hex", "uf2"].includes(value["file"] as string) && is("string", value["appears"]);
}

function isAddress(value: unknown): boolean {
  return typeof value === "string" && /^0x[0-9a-f]{1,8}$/i.test(value);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
