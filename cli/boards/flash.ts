// Flash: files of a firmware and a board -> the first of the board's usual ways that is there: a tool on PATH, or a drive to copy to.
// board.json names them in order of preference. What is run is printed first, as a line for a shell.

import { spawn } from "node:child_process";
import { access, constants, copyFile, open, readdir } from "node:fs/promises";
import { basename, delimiter, join } from "node:path";
import { ToolError, UsageError } from "../errors.js";
import { isFolder } from "../files.js";
import type { Board, Flasher } from "./definition.js";
import { installHint } from "./tools.js";

/** Kinds of files a firmware has, and where each lies. */
export type FirmwareFiles = Readonly<Partial<Record<"elf" | "bin" | "hex" | "uf2", string>>>;

export interface FlashPlace {
  /** Folders where tools are looked for. */
  readonly path: readonly string[];
  /** Folders whose folders are mounted drives; `*` stands for any one name. */
  readonly mounts: readonly string[];
  /** The drive, where somebody names it. */
  readonly drive?: string;
}

/** What this machine has. */
export const HERE: FlashPlace = {
  path: (process.env["PATH"] ?? "").split(delimiter).filter(folder => folder !== ""),
  mounts: ["/media/*", "/media", "/run/media/*", "/Volumes", "/mnt"],
};

/** The ways a board has. @throws UsageError where there is none, or no drive although one is named */
export function flashersOf({ name, flashers }: Board, drive: string | undefined): readonly Flasher[] {
  if (!flashers) throw new UsageError(`${name} is flashed by no tool: it is an emulator's machine, or wants a procedure of its own`);
  if (drive !== undefined && !flashers.some(isDrive)) throw new UsageError(`${name} has no drive to copy to`);
  return flashers;
}

/**
 * Brings a firmware onto a board.
 * @param say takes the line that says what is run
 * @throws ToolError where none of the board's ways is there, or the tool fails
 */
export async function flash(files: FirmwareFiles, board: Board, place: FlashPlace, say: (line: string) => void): Promise<void> {
  const flashers = flashersOf(board, place.drive);
  for (const flasher of flashers) {
    if (isDrive(flasher)) {
      const folder = place.drive ?? await mountedDrive(flasher.drive, place.mounts);
      if (folder !== undefined) return copyToDrive(fileOf(files, flasher.file), folder, say);
    } else if (place.drive === undefined && await isOnPath(flasher.tool, place.path)) {
      return runFlasher(flasher.tool, flasher.words.map(word => withFiles(word, files)), say);
    }
  }
  const ways = flashers.map(flasher => (isDrive(flasher) ? `the drive ${flasher.drive}` : flasher.tool));
  throw new ToolError(`nothing that flashes ${board.name} is here: ${ways.join(", ")}`, flashers.map(hintFor).join("\n  "));
}

function isDrive(flasher: Flasher): flasher is Extract<Flasher, { drive: string }> {
  return "drive" in flasher;
}

function hintFor(flasher: Flasher): string {
  return isDrive(flasher) ? `${flasher.drive}: ${flasher.appears}; --drive FOLDER where it is mounted elsewhere` : `${flasher.tool}: ${installHint(flasher.tool)}`;
}

/** `{elf}` and the like in a word of board.json -> that file. */
function withFiles(word: string, files: FirmwareFiles): string {
  return word.replace(/\{(elf|bin|hex|uf2)\}/g, (_all, kind: keyof FirmwareFiles) => fileOf(files, kind));
}

function fileOf(files: FirmwareFiles, kind: keyof FirmwareFiles): string {
  const file = files[kind];
  if (file === undefined) throw new UsageError(`board.json flashes a .${kind}, which the board's firmware has not`);
  return file;
}

async function isOnPath(tool: string, path: readonly string[]): Promise<boolean> {
  const names = process.platform === "win32" ? [`${tool}.exe`, `${tool}.cmd`] : [tool];
  const found = await Promise.all(path.flatMap(folder => names.map(name => access(join(folder, name), constants.X_OK).then(() => true, () => false))));
  return found.includes(true);
}

async function mountedDrive(label: string, mounts: readonly string[]): Promise<string | undefined> {
  const parents = await Promise.all(mounts.map(async mount => {
    if (!mount.endsWith("*")) return [mount];
    const folder = mount.slice(0, -2);
    return (await readdir(folder).catch(() => [])).map(name => join(folder, name));
  }));
  for (const parent of parents.flat()) {
    const folder = join(parent, label);
    if (await isFolder(folder)) return folder;
  }
  return undefined;
}

async function copyToDrive(file: string, folder: string, say: (line: string) => void): Promise<void> {
  const target = join(folder, basename(file));
  say(`cp ${quoted(file)} ${quoted(target)}`);
  await copyFile(file, target);
  // The board starts the program when it has all of it and takes the drive away: what is said of that is no failure.
  const handle = await open(target).catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close().catch(() => undefined);
}

function runFlasher(tool: string, words: readonly string[], say: (line: string) => void): Promise<void> {
  say([tool, ...words].map(quoted).join(" "));
  return new Promise((done, fail) => {
    const child = spawn(tool, words, { stdio: ["ignore", "inherit", "inherit"] });
    child.once("error", fail);
    child.once("close", code => {
      if (code === 0) done();
      else fail(new ToolError(`${tool} ended with ${code ?? "a signal"}`, "is the board plugged in, and may this user talk to it?"));
    });
  });
}

/** A word as a shell takes it. */
function quoted(word: string): string {
  return /^[\w@%+=:,./\\-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
