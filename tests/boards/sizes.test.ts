// Sizes of firmware, start-up and vectors included, RAM without the stack: exactly as each board's README says, which
// UPDATE_EXPECTED=1 writes. So a change that makes a program larger or smaller is seen in the change. The compact profile takes less flash, and no more RAM, everywhere.

import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { describe, test } from "node:test";
import { boardNamed, boardNames } from "../../cli/boards/definition.js";
import { buildFirmware, type Firmware } from "../../cli/boards/firmware.js";
import type { Program } from "../../cli/boards/program.js";
import { compileForBoard, whyNot } from "./board.js";
import { BLINK, ECHO, FOUR_CHILDREN, FOUR_TIMERS, FOUR_TIMERS_ECHO, LINE, THREE_JOBS } from "./programs.js";

interface Entry { readonly what: string; readonly source: string; readonly needsPins?: boolean }

const PROFILES = [[], ["--use", "TACET_COMPACT=1"]] as const;
const PROGRAMS: readonly Entry[] = [
  { what: "sleep, then a line on the console", source: LINE },
  { what: "four periodic timer tasks", source: FOUR_TIMERS },
  { what: "the same as children of `main`", source: FOUR_CHILDREN },
  { what: "echo of the serial line", source: ECHO },
  { what: "four periodic timer tasks and the echo", source: FOUR_TIMERS_ECHO },
  { what: "a light that blinks", source: BLINK, needsPins: true },
  { what: "echo, a blinking light and a timed sampler", source: THREE_JOBS, needsPins: true },
];
const HEAD = "| Program | Flash | RAM without stack | Compact profile: flash | RAM without stack |\n|---|---|---|---|---|\n";
const TABLE = /\| Program \| Flash \| .*\n\|---.*\n(?:\|.*\n)+/;
/** On a Cortex-M3: what the project is held to. In the compact profile these are the sizes of the same firmware written by hand, without compiler. */
const TARGETS = {
  board: "lm3s6965evb",
  usual: new Map([[FOUR_TIMERS, { flash: 1400, ram: 160 }], [THREE_JOBS, { flash: 2700, ram: 512 }]]),
  compact: new Map([[FOUR_TIMERS, { flash: 1236, ram: 96 }], [FOUR_TIMERS_ECHO, { flash: 2364, ram: 296 }]]),
} as const;

const grouped = (bytes: number): string => bytes.toString().replace(/\B(?=(\d{3})+$)/g, ",");

describe("each board's README has the sizes of its firmware, as it is built for a device", async () => {
  const compiled = new Map<string, Promise<Program>>();
  for (const name of await boardNames()) {
    test(name, { skip: await whyNot(name) }, async t => {
      const board = await boardNamed(name);
      let table = HEAD;
      for (const { what, source, needsPins } of PROGRAMS) {
        if (needsPins && !board.peripherals?.pins) continue;
        const build = async (flags: readonly string[]): Promise<Firmware> => {
          const key = [what, ...flags].join(" ");
          const program = compiled.get(key) ?? compileForBoard(t, source, flags, "build");
          compiled.set(key, program);
          return buildFirmware(await program, board, { semihosting: false });
        };
        const [usual, compact] = [await build(PROFILES[0]), await build(PROFILES[1])];
        table += `| ${what} |${[usual, compact].map(({ flashBytes, ramBytes }) => ` ${grouped(flashBytes)} | ${grouped(ramBytes)} |`).join("")}\n`;
        assert.ok(compact.flashBytes < usual.flashBytes && compact.ramBytes <= usual.ramBytes, `${what}: ${compact.flashBytes}, ${compact.ramBytes} in the compact profile`);
        for (const [profile, { flashBytes, ramBytes }] of [["usual", usual], ["compact", compact]] as const) {
          const target = name === TARGETS.board && TARGETS[profile].get(source);
          if (target) assert.ok(flashBytes <= target.flash && ramBytes <= target.ram, `${what}, ${profile}: ${flashBytes}, ${ramBytes}`);
        }
        if (source === FOUR_TIMERS) assert.ok(!usual.symbols.some(symbol => /^__aeabi_d/.test(symbol.name)), "no floating point");
      }
      const file = `boards/${name}/README.md`;
      const readme = await readFile(file, "utf8");
      if (process.env["UPDATE_EXPECTED"] === "1") await writeFile(file, readme.replace(TABLE, table));
      else assert.equal(TABLE.exec(readme)?.[0], table, `${file}: UPDATE_EXPECTED=1 writes it`);
    });
  }
});

for (const name of ["lm3s6965evb", "rp2040"]) {
  test(`bounds checks cost less than a fifth of the flash: ${name}`, { skip: await whyNot(name) }, async t => {
    const program = await compileForBoard(t, FOUR_TIMERS, [], "build");
    const board = await boardNamed(name);
    const checked = await buildFirmware(program, board, { semihosting: false });
    const unchecked = await buildFirmware(program, board, { semihosting: false, unchecked: true });
    assert.ok(unchecked.flashBytes < checked.flashBytes);
    assert.ok(checked.flashBytes - unchecked.flashBytes < checked.flashBytes / 5, `${checked.flashBytes}, ${unchecked.flashBytes}`);
  });
}

test("a task more costs its frame and its code, nothing else", { skip: await whyNot(TARGETS.board) }, async t => {
  const five = FOUR_TIMERS.replace("@pool(3)", "@pool(4)").replace("trySpawn(blink(500000));", "$& trySpawn(blink(750000));");
  const board = await boardNamed(TARGETS.board);
  for (const flags of PROFILES) {
    const programs = [await compileForBoard(t, FOUR_TIMERS, flags, "build"), await compileForBoard(t, five, flags, "build")] as const;
    const [four, more] = [await buildFirmware(programs[0], board, { semihosting: false }), await buildFirmware(programs[1], board, { semihosting: false })];
    const slotBytes = programs[0].report!.pools.find(pool => pool.function.endsWith("/blink"))!.slotBytes;
    assert.equal(more.ramBytes - four.ramBytes, slotBytes);
    assert.ok(more.flashBytes - four.flashBytes <= 12, `${more.flashBytes - four.flashBytes}: a number, a call`);
  }
});
