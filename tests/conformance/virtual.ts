// The Node host under virtual time: its own guest, loop, calls and console, with a clock that jumps to the next deadline.
// Programs with rings need the whole host (host/node.ts), and real time.

import { Calls } from "../../host/calls.js";
import { ConsoleDrain } from "../../host/console.js";
import { TacetClosed, TacetTrap } from "../../host/errors.js";
import { awaitStacksBy, type AwaitMap } from "../../host/awaits.js";
import { Guest } from "../../host/guest.js";
import { Loop } from "../../host/loop.js";
import { readSection } from "../../host/section.js";
import type { Outcome } from "../cli/tacet.js";

/** What a round takes of a program that is never idle: without it, time would stand still for it. */
const BUSY_US = 100;

/** Runs `main` of a module to its end. */
export async function runVirtually(wasm: Uint8Array, awaits: AwaitMap | undefined): Promise<Outcome> {
  const module = new WebAssembly.Module(Uint8Array.from(wasm));
  const instance = new WebAssembly.Instance(module, {});
  const guest = new Guest(instance.exports, 0, awaits && awaitStacksBy(awaits));
  let stdout = "";
  let stderr = "";
  let nowUs = 0;
  let timer: (() => void) | undefined;
  const soon: (() => void)[] = [];
  const report = ({ code, detail }: { readonly code: string; readonly detail: string }): void => void (stderr += `tacet: ${code}: ${detail}\n`);
  const calls: Calls = new Calls(guest, () => loop, readSection(module), () => undefined);
  const loop: Loop = new Loop(guest, {
    nowUs: () => nowUs,
    after: (_ms, callback) => {
      timer = callback;
      return () => (timer = undefined);
    },
    soon: callback => void soon.push(callback),
  }, new ConsoleDrain(guest, { out: text => void (stdout += text), err: text => void (stdout += text) }, report), {
    perform: () => undefined,
    settleCalls: () => calls.settle(),
    exited: code => calls.exited(code),
    failed: error => calls.end(error),
  }, { mode: "sync", onReport: report });

  loop.pump();
  const ended = calls.exports["main"]!().then(
    value => (typeof value === "number" ? value & 0xff : 0),
    (error: unknown) => {
      const isOurs = error instanceof TacetTrap || error instanceof TacetClosed;
      stderr += `tacet: ${isOurs ? error.message : (error as Error).stack}\n`; // an error of the program's, as the command prints it
      return error instanceof TacetTrap ? 134 : 1;
    });
  while (calls.countRunning > 0 && !loop.isStopped) {
    const next = soon.shift() ?? timer;
    if (!next) {
      loop.fail(new TacetClosed("deadlock: the program waits, and nothing is under way that could wake it"));
    } else if (next === timer) {
      timer = undefined;
      nowUs = Math.max(nowUs, guest.deadlineUs);
      next();
    } else {
      nowUs += BUSY_US;
      next();
    }
  }
  return { code: await ended, stdout, stderr };
}
