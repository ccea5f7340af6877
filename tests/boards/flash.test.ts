// tacet flash: the first of a board's ways that is there is used, what is run is printed, and what is missing is told by name.
// Tools are scripts in a folder that stands for PATH, drives are folders.

import assert from "node:assert/strict";
import { chmod, mkdir, readFile, stat } from "node:fs/promises";
import { delimiter, join, resolve } from "node:path";
import { describe, test, type TestContext } from "node:test";
import { boardNamed, boardNames, type Board } from "../../cli/boards/definition.js";
import { flash, type FirmwareFiles } from "../../cli/boards/flash.js";
import { ToolError } from "../../cli/errors.js";
import { execute, folderWith, tacet, type Outcome } from "../cli/tacet.js";
import { whyNot } from "./board.js";

const FILES: FirmwareFiles = { elf: "my app.elf", bin: "my app.bin", hex: "my app.hex" };
const PROGRAM = "export async function main(): Promise<void> {}";

/** A folder of scripts with these names, each of which does `body`. */
async function toolsIn(t: TestContext, names: readonly string[], body: string): Promise<string> {
  const folder = await folderWith(t, Object.fromEntries(names.map(name => [name, `#!/bin/sh\n${body}\n`])));
  for (const name of names) await chmod(join(folder, name), 0o755);
  return folder;
}

/** What is printed when a board is flashed where only these tools are, which are not run: `dry` ends the attempt. */
async function lineFor(t: TestContext, board: Board, tools: readonly string[]): Promise<string> {
  const folder = await toolsIn(t, tools, "exit 0");
  const said: string[] = [];
  const dry = new Error("dry");
  await assert.rejects(flash(FILES, board, { path: ["/nonexistent", folder], mounts: [] }, line => {
    said.push(line);
    throw dry;
  }), dry);
  return said.join("\n");
}

test("the first tool that is there is used, with the files in its words", async t => {
  const stm32 = await boardNamed("stm32vldiscovery");
  const openocd = "openocd -f board/stm32vldiscovery.cfg -c 'program {my app.elf} verify reset exit'";
  assert.equal(await lineFor(t, stm32, ["st-flash", "openocd"]), openocd);
  assert.equal(await lineFor(t, stm32, ["st-flash"]), "st-flash --reset write 'my app.bin' 0x08000000");
  assert.equal(await lineFor(t, await boardNamed("netduinoplus2"), ["openocd", "dfu-util"]), "dfu-util -a 0 -s 0x08000000:leave -D 'my app.bin'");
});

test("a mounted drive is copied to; the one that is named wins", async t => {
  const folder = await folderWith(t, { "app.hex": ":00000001FF\n", "media/me/MICROBIT/DETAILS.TXT": "", "elsewhere/x": "", "media/me/other/x": "" });
  const microbit = await boardNamed("microbit");
  const said: string[] = [];
  const place = { path: [], mounts: [join(folder, "run/*"), join(folder, "media/*")] };
  const files = { hex: join(folder, "app.hex") };
  await flash(files, microbit, place, line => said.push(line));
  await flash(files, microbit, { ...place, drive: join(folder, "elsewhere") }, line => said.push(line));
  assert.deepEqual(said, ["media/me/MICROBIT", "elsewhere"].map(drive => `cp ${folder}/app.hex ${folder}/${drive}/app.hex`));
  for (const drive of ["media/me/MICROBIT", "elsewhere"]) assert.equal(await readFile(join(folder, drive, "app.hex"), "utf8"), ":00000001FF\n");
});

test("where nothing is there, each way is told with how to get it", async () => {
  const refused = async (name: string): Promise<string> => {
    const error: unknown = await flash(FILES, await boardNamed(name), { path: [], mounts: [] }, () => undefined).catch((reason: unknown) => reason);
    assert.ok(error instanceof ToolError);
    return `${error.message}\n${error.hint}`;
  };
  assert.equal(await refused("stm32vldiscovery"), "nothing that flashes stm32vldiscovery is here: openocd, st-flash\n"
    + "openocd: Debian: apt-get install openocd\n  st-flash: Debian: apt-get install stlink-tools");
  assert.match(await refused("rp2040"), /: the drive RPI-RP2, picotool, openocd\nRPI-RP2: hold BOOTSEL while plugging the board in; --drive FOLDER /);
});

test("each board that can be flashed is named in the book", async () => {
  const book = await readFile("docs/8-boards.md", "utf8");
  for (const name of await boardNames()) {
    const { flashers = [] } = await boardNamed(name);
    for (const flasher of flashers) assert.ok(book.includes("tool" in flasher ? flasher.tool : flasher.drive), `${name}: ${JSON.stringify(flasher)}`);
  }
});

describe("the command", { skip: await whyNot("stm32vldiscovery") }, () => {
  /** Runs `tacet flash app.ts` with these tools in front of PATH. */
  async function flashWith(t: TestContext, tools: string, folder: string, words: readonly string[]): Promise<Outcome> {
    return execute("env", [`PATH=${tools}${delimiter}${process.env["PATH"]}`, process.execPath, resolve("dist/cli/main.js"), "flash", "app.ts", ...words], folder);
  }

  test("builds, says what it runs, and runs it", async t => {
    const tools = await toolsIn(t, ["openocd"], 'printf "%s|" "$@"; test -s app.elf');
    const folder = await folderWith(t, { "app.ts": PROGRAM });
    const { code, stdout } = await flashWith(t, tools, folder, ["--board", "stm32vldiscovery"]);
    assert.equal(code, 0);
    assert.match(stdout, /^app\.elf {2}flash \d+ .*\napp\.bin {2}app\.hex\b.*\n> openocd -f board\/stm32vldiscovery\.cfg -c 'program \{app\.elf\} verify reset exit'\n-f\|board/);
    assert.match(stdout, /\|program \{app\.elf\} verify reset exit\|$/);
  });

  test("a tool that fails ends it with 1", async t => {
    const tools = await toolsIn(t, ["openocd"], 'echo "no device" >&2; exit 3');
    const { code, stderr } = await flashWith(t, tools, await folderWith(t, { "app.ts": PROGRAM }), ["--board", "stm32vldiscovery"]);
    assert.equal(code, 1);
    assert.match(stderr, /^no device\ntacet: openocd ended with 3\n {2}is the board plugged in/);
  });

  test("copies to the drive that is named", async t => {
    const folder = await folderWith(t, { "app.ts": PROGRAM });
    await mkdir(join(folder, "drive"));
    const { code, stdout } = await tacet(["flash", "app.ts", "--board", "rp2040", "--drive", "drive"], folder);
    assert.equal(code, 0);
    assert.match(stdout, /\n> cp app\.uf2 drive\/app\.uf2\n$/);
    assert.equal((await stat(join(folder, "drive/app.uf2"))).size % 512, 0);
  });
});

test("mistakes in the call are told before anything is built", async t => {
  const folder = await folderWith(t, { "app.ts": PROGRAM });
  const told = async (...words: string[]): Promise<string> => {
    const { code, stderr } = await tacet(["flash", "app.ts", ...words], folder);
    return `${code} ${stderr.split("\n")[0]}`;
  };
  assert.equal(await told(), "2 tacet: flash needs a board: tacet flash app.ts --board NAME");
  assert.match(await told("--board", "virt"), /^2 tacet: virt is flashed by no tool: /);
  assert.equal(await told("--board", "stm32vldiscovery", "--drive", "."), "2 tacet: stm32vldiscovery has no drive to copy to");
  assert.equal(await told("--board", "rp2040", "--drive", "gone"), "2 tacet: no folder 'gone': --drive names where the board's drive is mounted");
});
