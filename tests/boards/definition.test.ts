// Every board that comes with the package is whole: its description is read, its files are there, its README has its sizes.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { boardNamed, boardNames, BOARDS_ROOT } from "../../cli/boards/definition.js";
import { HELP_OF } from "../../cli/help.js";
import { folderWith, tacet } from "../cli/tacet.js";

test("each board has the files it names, a README, and a line in the book", async () => {
  const names = await boardNames();
  assert.ok(names.length >= 7, names.join());
  const book = readFileSync("docs/8-boards.md", "utf8");
  for (const name of names) {
    const board = await boardNamed(name);
    for (const file of [...board.sources, ...Object.values(board.peripherals ?? {}), ...board.watchdog ? [board.watchdog.driver] : [], board.linkerScript]) {
      assert.ok(existsSync(join(board.folder, file)) || existsSync(join(BOARDS_ROOT, file)), `${name}: ${file}`);
    }
    assert.ok(existsSync(join(board.folder, "README.md")), name); // sizes.test.ts reads it
    assert.ok(book.includes(`[${name}](../boards/${name}/README.md)`), `docs/8-boards.md lacks ${name}`);
  }
});

test("the help of build names all boards", async () => {
  assert.ok(HELP_OF["build"]!.includes(`boards: ${(await boardNames()).join(", ")}\n`));
});

test("a board.json that lacks something is told which field", async t => {
  const folder = await folderWith(t, {
    "app.ts": "export async function main(): Promise<void> {}",
    "mine/board.json": JSON.stringify({ title: "Mine", toolchain: "arm-none-eabi", compile: [], link: [], linkerScript: "link.ld", sources: [], flash: { origin: "0", bytes: 1 } }),
    "broken/board.json": "{",
  });
  const mine = await tacet(["build", "app.ts", "--board", "./mine"], folder);
  assert.equal(mine.code, 1);
  assert.match(mine.stderr, /board\.json: 'ram' is missing or no region/);
  const broken = await tacet(["build", "app.ts", "--board", "./broken"], folder);
  assert.equal(broken.code, 1);
  assert.match(broken.stderr, /board\.json: /);
});
