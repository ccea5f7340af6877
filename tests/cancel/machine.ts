// Machine: an instance in a World, driven one step at a time, so that a test can put a cancel between any two.
//
//   a step = one poll of the program, or, when nothing is ready, the next event of the world or the program's deadline
//
// Under the collecting runtimes a full collection runs after every step.

import { ControlLayout, Status, TaskEnd, TaskFlag, TaskLayout } from "../../host/abi.js";
import { stackOf, type AwaitMap } from "../../host/awaits.js";
import { ConsoleDrain } from "../../host/console.js";
import { Guest } from "../../host/guest.js";
import { readError } from "../../host/rejections.js";
import { Rings } from "../../host/ring.js";
import { sectionOf, type Section } from "../support/guest.js";
import { World, type Surroundings } from "./world.js";

const MORE = 1;
/** A program that takes more steps than this hangs. */
const STEPS_MAX = 100_000;

export class Machine {
  readonly #guest: Guest;
  readonly #section: Section;
  readonly #console: ConsoleDrain;
  readonly #map: AwaitMap;
  #rings: Rings | undefined;
  #world!: World;
  #call = 0;
  /** What the program printed, in order. */
  output: string[] = [];
  /** How the call ended; undefined while it runs. */
  ended: string | undefined;
  /** Addresses of tasks, as they were met. */
  readonly tasks = new Set<number>();

  constructor(module: WebAssembly.Module) {
    this.#section = sectionOf(module);
    this.#map = JSON.parse(new TextDecoder().decode(WebAssembly.Module.customSections(module, "tacet.map")[0])) as AwaitMap;
    this.#guest = new Guest(new WebAssembly.Instance(module, {}).exports, 0, undefined);
    const print = (text: string): void => void this.output.push(...text.trimEnd().split("\n"));
    this.#console = new ConsoleDrain(this.#guest, { out: print, err: print }, ({ code, detail }) => {
      throw new Error(`${code}: ${detail}`);
    });
  }

  get world(): World {
    return this.#world;
  }

  /** Calls the export `run` in a new world, which goes on at the time of the last. */
  start(around: Surroundings): void {
    const { memory } = this.#guest;
    this.#world = new World(memory, around, (user, generation, result) => this.#rings!.post(user, generation, result, 0), this.#world?.nowUs ?? 0);
    this.output = [];
    this.ended = undefined;
    this.#guest.setNow(this.#world.nowUs);
    this.#call = this.#guest.enter(this.#guest.exports.run as () => number);
    if (this.#call === 0) throw new Error("no slot is free for a second call");
    this.tasks.add(this.#call);
    this.#afterEntry();
  }

  cancel(): void {
    this.#guest.cancel(this.#call);
    this.#afterEntry();
  }

  /** @returns false: nothing is left to do */
  step(): boolean {
    this.#rings?.refill();
    const turn = this.#guest.turn(1);
    this.#afterEntry();
    if (turn === MORE || this.#rings?.hasCompletions) return true;
    const nextUs = Math.min(this.#world.nextUs, this.#guest.deadlineUs);
    if (nextUs === Infinity) return false;
    if (nextUs === this.#world.nextUs) this.#world.runNext();
    else this.#world.nowUs = nextUs;
    this.#guest.setNow(this.#world.nowUs);
    return true;
  }

  /** Goes on until nothing is left to do. */
  finish(): void {
    for (let steps = 0; this.step(); steps++) if (steps > STEPS_MAX) throw new Error("it does not come to an end");
  }

  /** Lines of the awaits at which the given tasks wait now; their outer ones wait for those. */
  waitsOf(tasks: Iterable<number>): string[] {
    const { view } = this.#guest.memory;
    const lines: string[] = [];
    for (const task of tasks) {
      if (view.getUint8(task + TaskLayout.FLAGS) & TaskFlag.DONE) continue;
      lines.push(...stackOf(this.#map, view, task));
    }
    return lines;
  }

  /** Lines of all awaits of the program. */
  get awaits(): string[] {
    return this.#map.functions.flatMap(({ lines }) => Object.values(lines).flat());
  }

  #afterEntry(): void {
    const guest = this.#guest;
    const block = this.#rings === undefined ? guest.announced(ControlLayout.RINGS) : 0;
    if (block !== 0) this.#rings = new Rings(guest.memory, block);
    this.#rings?.take(this.#world.perform);
    if (this.#rings?.takeRefused()) throw new Error("the program refused a completion");
    this.#console.drain();
    if (guest.status === Status.EXITED) throw new Error("the program exited");
    for (const user of this.#world.users) this.tasks.add(guest.memory.u32[user >>> 2]);
    if (this.#map.runningTask) this.tasks.add(guest.memory.u32[this.#map.runningTask >>> 2]);
    for (const call of guest.takeDone(call => call === this.#call, 1)) this.#settle(call);
    (guest.exports.__collect as (() => void) | undefined)?.();
    guest.memory.refresh();
  }

  #settle(call: number): void {
    const { memory } = this.#guest;
    const { error, resultOffset } = this.#section;
    const flags = memory.u8[call + TaskLayout.FLAGS];
    if (flags & TaskFlag.CANCELLED) this.ended = "cancelled";
    else if (error && flags & TaskEnd.THREW) this.ended = String(readError(memory, memory.u32[(call + resultOffset) >>> 2], error));
    else this.ended = String(memory.view.getInt32(call + resultOffset, true));
    this.#guest.release(call);
  }
}
