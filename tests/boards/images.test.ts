// Saved images on boards: a program that saves itself goes on from there after a reset, time and the answers of what was under way included.
// The boards here are those of the package, but a program that ends with 75 resets them instead of ending the emulator.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test, type TestContext } from "node:test";
import { boardNamed, BOARDS_ROOT, type Board } from "../../cli/boards/definition.js";
import { buildFirmware } from "../../cli/boards/firmware.js";
import { ReportReader } from "../../cli/boards/reports.js";
import { folderWith, type Outcome } from "../cli/tacet.js";
import { compileForBoard, runFirmware, whyNot } from "./board.js";

/** By storage: in flash that the emulator writes, in memory that outlives a reset. */
const BOARDS = ["microbit", "mps2-an385", "lm3s6965evb"] as const;
const RESETS = `
// The end of a program: 75 resets the board, anything else ends the emulator.
#define board_exit board_exit_for_good
#include "SEMIHOSTING"
#undef board_exit
_Noreturn static void board_exit(int code) {
  if (code == 75) REGISTER(0xe000ed0c) = 0x05fa0004; // AIRCR: SYSRESETREQ
  board_exit_for_good(code);
}
`;

/** A board that a program can reset. */
async function resettable(t: TestContext, name: string): Promise<Board> {
  const board = await boardNamed(name);
  const last = board.sources.at(-1)!;
  const folder = await folderWith(t, { "resets.c": RESETS.replace("SEMIHOSTING", join(BOARDS_ROOT, last)), "board.h": await readFile(join(board.folder, "board.h"), "utf8") });
  return { ...board, sources: [...board.sources.slice(0, -1), join(folder, "resets.c")], storage: board.storage ?? { driver: "common/storage-ram.c", blockBytes: 8, in: "ram" } };
}

async function run(t: TestContext, name: string, source: string): Promise<Outcome> {
  const board = await resettable(t, name);
  const program = await compileForBoard(t, source);
  return runFirmware(await buildFirmware(program, board, { semihosting: true, reports: true, heapBytes: 2048 }), board, program);
}

test("a board without storage refuses a program that saves itself", async t => {
  const program = await compileForBoard(t, "import { checkpoint } from 'tacet/assembly'; export async function main(): Promise<i32> { return await checkpoint(); }");
  await assert.rejects(buildFirmware(program, await boardNamed("lm3s6965evb"), { semihosting: true }), /the program saves itself, for which lm3s6965evb has no storage/);
});

test("a device says why it does not go on from an image", () => {
  const said: string[] = [];
  const reader = new ReportReader({ out: () => undefined, report: text => void said.push(text) }, undefined);
  reader.write(Buffer.from("tacet: image 3\n"));
  assert.deepEqual(said, ["tacet: IMAGE_REFUSED: a saved image is not restored: it is another program's"]);
});

for (const name of BOARDS) {
  describe(`images on ${name}`, { skip: await whyNot(name) }, () => {
    test("a program goes on from its checkpoint: globals, frames, tasks, timers and time", async t => {
      const { code, stdout, stderr } = await run(t, name, `
        import { checkpoint, now, sleep } from "tacet/assembly";
        let count: i32 = 0;
        let saved: u64 = 0;
        async function tick(): Promise<void> {
          for (let i = 0; i < 10; i++) {
            await sleep(10);
            count++;
          }
        }
        export async function main(): Promise<i32> {
          const ticks = tick();
          await sleep(25);
          saved = now();
          const restored = await checkpoint();
          console.log(\`\${restored} \${count} \${now() - saved < 10000 ? "at once" : "later"}\`);
          await sleep(40);
          console.log(\`\${count}\`);
          if (!restored) return 75;
          await ticks;
          console.log(\`\${count} \${now() > 100000 && now() < 110000 ? "in time" : "out of time"}\`);
          return count;
        }`);
      assert.deepEqual({ code, stdout, stderr }, { code: 10, stdout: "0 2 at once\n6\n1 2 at once\n6\n10 in time\n", stderr: "" });
    });

    test("what was under way completes with EINTR, and the next checkpoint is the one that counts", async t => {
      const { code, stdout, stderr } = await run(t, name, `
        import { checkpoint, frameBuffer, stdin, yieldNow } from "tacet/assembly";
        async function read(): Promise<i32> {
          const buffer = frameBuffer(4);
          return await stdin.read(buffer, 4);
        }
        export async function main(): Promise<i32> {
          const bytes = read();
          await yieldNow();
          if (!await checkpoint()) return 75;
          console.log(\`read \${await bytes}\`);
          for (let i = 1; i < 4; i++) {
            const restored = await checkpoint();
            console.log(\`\${i} \${restored}\`);
            if (!restored) return 75;
          }
          return 0;
        }`);
      assert.deepEqual({ code, stdout, stderr }, { code: 0, stdout: "read -27\n1 0\n1 1\n2 0\n2 1\n3 0\n3 1\n", stderr: "" });
    });
  });
}
