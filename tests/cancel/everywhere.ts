// A program in worlds of its own -> cancelled after 0, 1, 2, … steps, once per instance. Whatever it was doing then:
//   - it ends as cancelled (or as without a cancel, where that came too late), and nothing of it goes on
//   - every operation has had its end, and its buffer was left alone until then; every handle is closed
//   - cleanup that prints does so once for each thing it cleans up; what was opened last is closed first (programs.ts)
//   - the same call started again prints what it prints in a new instance: no slot, waiter or timer was lost

import assert from "node:assert/strict";
import { compileGuest } from "../support/compile.js";
import { Machine } from "./machine.js";
import type { Example } from "./programs.js";
import type { Surroundings } from "./world.js";

export const CANARY = "-O0 --use TACET_CANARY=1";
/** More than the longest takes. */
const STEPS_MAX = 5_000;

/** Lines of awaits, as await maps have them. */
export interface Awaits {
  /** Of the program. */
  readonly all: Set<string>;
  /** Those at which a cancel came. */
  readonly met: Set<string>;
}

/** Cancels `example` by a host that honours a cancel at once, and by one that has finished the operation already. */
export async function cancelEverywhere(example: Example, level: string, runtime: string, awaits: Awaits): Promise<void> {
  const module = await compile(example, level, runtime);
  for (const late of [false, true]) {
    const around = (): Surroundings => ({ ...example.around(), late });
    const whole = new Machine(module);
    whole.start(around());
    whole.finish();
    assert.equal(whole.ended, example.result, whole.output.join("\n"));
    assert.deepEqual(whole.world.leftovers, []);
    for (const line of whole.awaits) awaits.all.add(line);

    let steps = 0;
    for (; steps < STEPS_MAX; steps++) {
      const machine = new Machine(module);
      machine.start(around());
      for (let i = 0; i < steps; i++) machine.step();
      if (machine.ended !== undefined) break;
      const at = machine.waitsOf(whole.tasks);
      for (const line of at) awaits.met.add(line);
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
}

/** `run` of the program, which is not its entry file: the end of a main would end it, and nothing could be looked at afterwards. */
async function compile({ name, imports, body, flags = [], isWarned }: Example, level: string, runtime: string): Promise<WebAssembly.Module> {
  const entry = `tests/cancel/${name}.entry.ts`;
  const source = `${imports ?? `import * as example from "../../examples/${name}/main";`}\nexport async function run(): Promise<i32> {\n  ${body ?? "return await example.main();"}\n}\n`;
  const collects = runtime === "stub" ? [] : ["--exportRuntime"];
  const { ok, binary, printed } = await compileGuest([entry], [...level.split(" "), "--runtime", runtime, ...collects, ...flags], { [entry]: source });
  assert.ok(ok, printed);
  if (!isWarned) assert.equal(printed, "");
  return new WebAssembly.Module(binary);
}
