// Settings of Tacet -> from asc's `--use NAME=value` (also "use" in asconfig.json), the one channel that asc passes through.
//
//   TACET_ALLOCATION_FREE=1   refuse a program in which async code can reach the heap (TACET061)
//   TACET_MEMORY_LIMIT=bytes  refuse a program whose static memory is larger (TACET060)
//   TACET_FRAME_LIMIT=bytes   warn of storage that makes an activation larger (TACET084); 16384 where it is left out
//   TACET_AWAIT_MAP=1, =0     keep the map for await stacks in the module, or leave it out; kept unless -Os or -Oz is set
//   TACET_RUNNING_TASK=1      note the running task, so that await stacks can be told, though compiled for size and nothing of the program asks for it
//   TACET_LAYOUT=1            export __heap_base and __data_end, and add the section tacet.layout (4-report/layout.ts)
//   TACET_ONLY_MAIN=1         the host calls nothing but main, once, and can't cancel it: smaller firmware
//   TACET_FRAME_ENDS=1        functions look at the end of their frame first, from which a host that checks each access knows about all others in it
//   TACET_TIMER_SLOTS=n       how many lists the timer wheel has; 0: none, sleeping tasks are one list (assembly/timer-profile.ts)
//   TACET_COMPACT=1           rings with entries of 16 and 8 bytes, deadlines of 32 bits, static memory below 64 KB (assembly/compact.ts)
//   TACET_DEADLINE_CHECKS=0   compact deadlines are not looked at for being too far away (assembly/sleep-until.ts)
//   TACET_ENTER=1             the program runs its own turns and enters its host by the import tacet.enter (assembly/wamr/command.ts)
//   TACET_CANARY=1            guard words behind every frame and task stack, checked after each poll (for tests)

import type { DiagnosticEmitter, Options } from "assemblyscript";
import { report } from "./errors.js";
import { nearest } from "./nearest.js";
import type { TacetOptions } from "./state.js";

/** A frame of more bytes is worth a look: eight such tasks fill the memory of a small board. */
const FRAME_LIMIT = 16384;

/** Programs that run their own turns: WASI commands, and those that enter WAMR's library by one import. By the name of their target. */
export const COMMAND_KINDS = ["wasi", "wamr"] as const;
export type CommandKind = (typeof COMMAND_KINDS)[number];

/** What kind of command the program is to be, as the targets of asconfig.json say: ASC_WASI is @assemblyscript/wasi-shim's own name for it. */
export function commandKindOf({ globalAliases }: Options): CommandKind | null {
  if (globalAliases?.has("ASC_WASI")) return "wasi";
  return globalAliases?.has("TACET_ENTER") ? "wamr" : null;
}

/** What a setting may be. */
interface Setting {
  /** The same in words. */
  readonly form: string;
  readonly accepts: (value: number) => boolean;
}

const ON: Setting = { form: "1", accepts: value => value == 1 };
const SWITCH: Setting = { form: "0 or 1", accepts: value => value <= 1 };

function from(min: number, max: number): Setting {
  return { form: `a number from ${min} to ${max}`, accepts: value => value >= min && value <= max };
}

const MEMORY_MAX = 2 ** 32 - 1;
const PREFIX = "TACET_";
/** All settings: those above, and those that only the library reads. */
const SETTINGS: ReadonlyMap<string, Setting> = new Map([
  ["ALLOCATION_FREE", SWITCH], ["AWAIT_MAP", SWITCH], ["CANARY", SWITCH], ["COMPACT", SWITCH], ["DEADLINE_CHECKS", SWITCH], ["FRAME_ENDS", SWITCH],
  ["LAYOUT", SWITCH], ["ONLY_MAIN", SWITCH], ["RUNNING_TASK", SWITCH], ["ENTER", ON], ["WAMR_SOCKETS", ON],
  ["MEMORY_LIMIT", from(0, MEMORY_MAX)], ["FRAME_LIMIT", from(0, MEMORY_MAX)], ["CONSOLE_BYTES", from(0, 2 ** 26)], ["RING_LOG2", from(0, 15)],
  ["WASI_HANDLES", from(1, 65535)],
  ["TIMER_SLOTS", { form: "0 or a power of two from 128 to 65536", accepts: value => value == 0 || value >= 128 && value <= 65536 && (value & value - 1) == 0 }],
]);

/** Refuses what would be passed over: settings that nobody reads, and values that asc takes for another number or for a name. */
export function checkSettings(emitter: DiagnosticEmitter, { globalAliases }: Options): void {
  for (const [alias, value] of globalAliases ?? []) {
    if (!alias.startsWith(PREFIX)) continue;
    const name = alias.slice(PREFIX.length);
    const setting = SETTINGS.get(name);
    if (!setting) {
      const near = nearest(name, SETTINGS.keys());
      report(emitter, "TACET094", null, alias, "Tacet has none of that name", near ? `'${PREFIX}${near}'` : "one that docs/5-command.md lists, or another prefix for a name of your own");
    } else if (!/^\d+$/.test(value) || !setting.accepts(Number(value))) {
      report(emitter, "TACET094", null, alias, value == "" ? "it has no value" : `'${value}' is no value of it`, setting.form);
    }
  }
}

/** Reads the settings of one compilation, which checkSettings has looked at. */
export function readOptions(options: Options): TacetOptions {
  const text = (name: string): string | undefined => options.globalAliases?.get(`TACET_${name}`);
  const number = (name: string): number => Number(text(name) ?? 0) || 0;
  const compact = number("COMPACT") != 0;
  const hasWheel = text("TIMER_SLOTS") === undefined || number("TIMER_SLOTS") != 0;
  return {
    allocationFree: number("ALLOCATION_FREE") != 0,
    memoryLimit: number("MEMORY_LIMIT"),
    frameLimit: text("FRAME_LIMIT") === undefined ? FRAME_LIMIT : number("FRAME_LIMIT"),
    awaitMap: text("AWAIT_MAP") === undefined ? undefined : number("AWAIT_MAP") != 0,
    runningTask: number("RUNNING_TASK") != 0,
    layout: number("LAYOUT") != 0,
    onlyMain: number("ONLY_MAIN") != 0,
    frameEnds: number("FRAME_ENDS") != 0,
    compact,
    hasWheel,
    shortTime: compact && !hasWheel,
    canary: number("CANARY") != 0,
  };
}
