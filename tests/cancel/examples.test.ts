// A cancel at every await of every example, and of programs for what none of them does: each is cancelled after 0, 1, 2, … steps, once per instance, by a host that honours a
// cancel at once and by one that has finished the operation already. Whatever it was doing then:
//   - it ends as cancelled (or as without a cancel, where that came too late), and nothing of it goes on
//   - every operation has had its end, and its buffer was left alone until then; every handle is closed
//   - cleanup that prints does so once for each thing it cleans up; what was opened last is closed first (programs.ts)
//   - the same call started again prints what it prints in a new instance: no slot, waiter or timer was lost
// And every await in their sources has been one at which a cancel came.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { compileGuest, ROOT } from "../support/compile.js";
import { Machine } from "./machine.js";
import { EXAMPLES, PROGRAMS, UNMET, type Example } from "./programs.js";
import type { Surroundings } from "./world.js";

const CANARY = "-O0 --use TACET_CANARY=1";
const VARIANTS = [["stub", CANARY], ["stub", "-O3"], ["incremental", CANARY]] as const;
/** More than the longest takes. */
const STEPS_MAX = 5_000;

async function compile({ name, imports, body, flags = [] }: Example, level: string, runtime: string): Promise<WebAssembly.Module> {
  const entry = `tests/cancel/${name}.entry.ts`;
  // Not the entry file itself: the end of its main would end the program, and nothing could be looked at afterwards.
  const source = `${imports ?? `import * as example from "../../examples/${name}/main";`}\nexport async function run(): Promise<i32> {\n  ${body ?? "return await example.main();"}\n}\n`;
  const collects = runtime === "stub" ? [] : ["--exportRuntime"];
  const { ok, binary, printed } = await compileGuest([entry], [...level.split(" "), "--runtime", runtime, ...collects, ...flags], { [entry]: source });
  assert.ok(ok, printed);
  assert.equal(printed, "");
  return new WebAssembly.Module(binary);
}

/** Lines of all awaits, and of those at which a cancel came, as await maps have them. */
const awaits = new Set<string>();
const met = new Set<string>();

for (const example of [...EXAMPLES, ...PROGRAMS]) {
  describe(example.title ?? example.name, () => {
    for (const [runtime, level] of VARIANTS) {
      if (example.isStatic && runtime !== "stub") continue;
      test(`${runtime} ${level}`, async () => {
        const module = await compile(example, level, runtime);
        for (const late of [false, true]) {
          const around = (): Surroundings => ({ ...example.around(), late });
          const whole = new Machine(module);
          whole.start(around());
          whole.finish();
          assert.equal(whole.ended, example.result, whole.output.join("\n"));
          assert.deepEqual(whole.world.leftovers, []);
          for (const line of whole.awaits) awaits.add(line);

          let steps = 0;
          for (; steps < STEPS_MAX; steps++) {
            const machine = new Machine(module);
            machine.start(around());
            for (let i = 0; i < steps; i++) machine.step();
            if (machine.ended !== undefined) break;
            const at = machine.waitsOf(whole.tasks);
            for (const line of at) met.add(line);
            const place = `cancelled after ${steps} steps, late: ${late}, at\n  ${at.join("\n  ")}`;
            machine.cancel();
            machine.finish();
            assert.ok(machine.ended === "cancelled" || machine.ended === example.result, `${place}: ${machine.ended}`);
            assert.deepEqual(machine.world.leftovers, [], place);
            example.check?.(machine, place);
            if (example.isOnce) continue;
            machine.start(around());
            machine.finish();
            assert.deepEqual([machine.ended, ...machine.output], [whole.ended, ...whole.output], `started again, ${place}`);
          }
          assert.ok(steps > 0 && steps < STEPS_MAX);
        }
      });
    }
  });
}

test("no example is left out", () => {
  assert.deepEqual([...new Set(EXAMPLES.map(({ name }) => name))].sort(), readdirSync(join(ROOT, "examples")).sort());
});

test("every await of the examples and programs was met", () => {
  const unmet = new Set<string>();
  for (const line of awaits) {
    const [, file, number] = /\((.*):(\d+)\)$/.exec(line)!;
    if (!/^(examples|tests\/cancel)\//.test(file) || file.endsWith(".entry.ts")) continue;
    const text = readFileSync(join(ROOT, file), "utf8").split("\n")[Number(number) - 1];
    // Where no await stands, the end of a function waits for its children.
    if (text.includes("await") && !met.has(line)) unmet.add(`${file.slice("examples/".length)}: ${text.trim()}`);
  }
  assert.deepEqual([...unmet].sort(), UNMET);
});
