// tacet report --board: every byte of flash and RAM has an owner, and what does not fit is refused before the linker.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import type { Footprint, Memory } from "../../cli/boards/footprint.js";
import { folderWith, tacet } from "../cli/tacet.js";
import { whyNot } from "./board.js";
import { FOUR_TIMERS } from "./programs.js";

const BOARD = "lm3s6965evb";

describe("report --board", { skip: await whyNot(BOARD) }, () => {
  test("parts add up to what is used, and the rest of the board is left", async t => {
    const folder = await folderWith(t, { "app.ts": FOUR_TIMERS });
    const { code, stdout, stderr } = await tacet(["report", "app.ts", "--board", BOARD, "--json"], folder);
    assert.equal(code, 0, stderr);
    const { board, flash, ram } = JSON.parse(stdout) as Footprint;
    assert.equal(board, BOARD);
    const sum = ({ parts }: Memory): number => parts.reduce((total, { bytes }) => total + bytes, 0);
    for (const memory of [flash, ram]) {
      assert.equal(sum(memory), memory.usedBytes);
      assert.equal(memory.usedBytes + memory.stackBytes + memory.freeBytes, memory.boardBytes);
      assert.ok(memory.parts.every(({ bytes }) => bytes > 0));
    }
    assert.deepEqual([flash.boardBytes, ram.boardBytes, flash.stackBytes], [262144, 65536, 0]);
    const named = ({ parts }: Memory, owner: string, name: RegExp): boolean => parts.some(part => part.owner === owner && name.test(part.name));
    assert.ok(named(flash, "program", /^app\/(blink|main)$/) && named(flash, "board", /^main: /) && named(flash, "executor", /^poll\//));
    assert.ok(named(ram, "program", /^tasks of app\/main$/) && named(ram, "executor", /^control$/));
  });

  test("as text it ends with what is left", async t => {
    const folder = await folderWith(t, { "app.ts": FOUR_TIMERS });
    const { stdout } = await tacet(["report", "app.ts", "--board", BOARD], folder);
    assert.match(stdout, /^Flash of lm3s6965evb\n {2}of +part +bytes\n/);
    assert.match(stdout, /\n +left of 262,144 +[\d,]+\n\nRAM of lm3s6965evb\n/);
    assert.match(stdout, /\n +stack +1,024\n +left of 65,536 +[\d,]+\n$/);
  });

  test("as a picture it has a rectangle for each part, as large as its bytes", async t => {
    const folder = await folderWith(t, { "app.ts": FOUR_TIMERS });
    const { code, stdout, stderr } = await tacet(["report", "app.ts", "--board", BOARD, "--json", "--treemap", "pictures/map.svg"], folder);
    assert.equal(code, 0, stderr);
    const { flash, ram } = JSON.parse(stdout) as Footprint;
    const svg = await readFile(join(folder, "pictures/map.svg"), "utf8");
    const maps = svg.split("<g ").slice(1).map(map => [...map.matchAll(/width="([\d.]+)" height="([\d.]+)" fill="#\w+"><title>(.+?) \((.+?)\): ([\d,]+) bytes<\/title>/g)]);
    for (const [i, { parts }] of [flash, ram].entries()) {
      const drawn = maps[i]!.map(([, width, height, name, owner, bytes]) => ({ area: Number(width) * Number(height), name, owner, bytes: Number(bytes!.replaceAll(",", "")) }));
      assert.deepEqual(drawn.map(({ name }) => name).sort(), parts.map(({ name }) => name.replaceAll(">", "&gt;")).sort());
      const [largest, next] = drawn.sort((a, b) => b.bytes - a.bytes);
      const ratio = (largest!.area / next!.area) / (largest!.bytes / next!.bytes);
      assert.ok(ratio > 0.9 && ratio < 1.1, `${ratio}`);
    }
    const without = await tacet(["report", "app.ts", "--treemap", "map.svg"], folder);
    assert.equal(without.code, 2);
    assert.match(without.stderr, /--board NAME/);
  });

  test("a program that does not fit is refused with the bytes it needs", async t => {
    const folder = await folderWith(t, { "app.ts": `${FOUR_TIMERS}const room = memory.data(70000);\nexport function place(): usize { return room; }\n` });
    const { code, stdout, stderr } = await tacet(["report", "app.ts", "--board", BOARD], folder);
    assert.equal(code, 1);
    assert.equal(stdout, "");
    assert.match(stderr, /^tacet: the program needs 7\d{4} bytes of memory and 1024 of stack, lm3s6965evb has 65536\n/);
  });

  test("an unknown board is named with those there are", async t => {
    const folder = await folderWith(t, { "app.ts": FOUR_TIMERS });
    const { code, stderr } = await tacet(["report", "app.ts", "--board", "nonsense"], folder);
    assert.equal(code, 2);
    assert.match(stderr, /no board 'nonsense'; there are: .*lm3s6965evb/);
  });
});
