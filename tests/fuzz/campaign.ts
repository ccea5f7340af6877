// Campaign: seeds -> every program at every level, in worker threads, with the failures and what the programs contain.
//
// A program that never ends, compiled or under the oracle, is a failure as well: its worker falls silent and is given up (watched.ts), and the
// batch is run again without it.
//
// Programs are compiled in batches. Each batch runs at all three levels; runtimes and canaries rotate with batch and level, so that over three
// batches every level meets every runtime, with guard words and without. The synchronous dialect (asc alone) is checked at O0.

import { availableParallelism } from "node:os";
import { isMainThread, parentPort, Worker } from "node:worker_threads";
import { fileURLToPath } from "node:url";
import { check, isOwnOfAsc, prepareEach, type Announce, type Failure } from "./check.js";
import { LEVELS, RUNTIMES, type CompileOptions, type Level } from "./compile.js";
import { generate } from "./generate.js";
import { shrink, sameFailure } from "./shrink.js";
import type { Program } from "./program.js";
import { Watched, type WatchOptions } from "./watched.js";

export interface CampaignOptions {
  readonly seed: number;
  readonly count: number;
  readonly levels: readonly Level[];
  readonly threads?: number;
  /** Scripts that cancel, a program of those that may be cancelled; none unless told. */
  readonly cancels?: number;
  /** For tests of the campaign itself. */
  readonly watch?: WatchOptions;
}

export interface CampaignResult {
  programs: number;
  events: number;
  /** Programs per feature. */
  readonly features: Map<string, number>;
  /** Programs per `level runtime canaries` cell. */
  readonly cells: Map<string, number>;
  /** Programs also compared with asc alone. */
  synchronous: number;
  /** Differences that asc alone makes as well. */
  ownOfAsc: number;
  readonly failures: Failure[];
}

interface Batch {
  readonly index: number;
  readonly seed: number;
  readonly count: number;
  readonly levels: readonly Level[];
  readonly cancels: number;
  /** Seeds left out: their programs did not end. */
  readonly without: readonly number[];
}

type BatchResult = CampaignResult;

/** What a worker says: what it runs next, a smaller program that still fails, what came of its job. */
type Message =
  | { readonly seed: number; readonly options: CompileOptions | "oracle" }
  | { readonly smaller: Program }
  | { readonly result: BatchResult | null };

/** A worker that compiles says nothing; a batch takes some seconds, on a busy machine a minute. */
const SILENT_SECONDS_MAX = 180;

const WATCH: WatchOptions = { start: () => new Worker(fileURLToPath(import.meta.url)), silentSecondsMax: SILENT_SECONDS_MAX };

export const BATCH_PROGRAMS = 40;

/** asc without us. */
const ALONE: CompileOptions = { level: "O0", runtime: "stub", dialect: "synchronous", canaries: false };

/** Runs the programs of `seed .. seed + count - 1`. */
export async function runCampaign(options: CampaignOptions, progress?: (done: CampaignResult) => void): Promise<CampaignResult> {
  const batches: Batch[] = [];
  for (let from = 0; from < options.count; from += BATCH_PROGRAMS) {
    const count = Math.min(BATCH_PROGRAMS, options.count - from);
    batches.push({ index: batches.length, seed: options.seed + from, count, levels: options.levels, cancels: options.cancels ?? 0, without: [] });
  }
  const total = emptyResult();
  const threads = Math.min(batches.length, options.threads ?? Math.max(1, availableParallelism()));
  await Promise.all(Array.from({ length: threads }, () => serve(batches, options.watch ?? WATCH, (result) => {
    merge(total, result);
    progress?.(total);
  })));
  return total;
}

/** Lets one worker take batches until none is left. */
async function serve(batches: Batch[], watch: WatchOptions, take: (result: BatchResult) => void): Promise<void> {
  const worker = new Watched<Message>(watch);
  for (let batch = batches.shift(); batch; batch = batches.shift()) {
    let last: Message | null = null;
    const ended = await worker.run(batch, (message) => {
      last = message;
      return "result" in message;
    });
    const message = last as Message | null;
    if (message && "result" in message) take(message.result!);
    if (ended) continue;
    if (!message || !("seed" in message)) throw new Error(`the batch of seed ${batch.seed} ended with its worker, before its first program`);
    const { seed, options } = message;
    const detail = options === "oracle" ? "does not end under the oracle" : "does not end";
    take({ ...emptyResult(), failures: [{ program: generate(seed), options: options === "oracle" ? ALONE : options, kind: "endless", detail }] });
    batches.unshift({ ...batch, without: [...batch.without, seed] });
  }
  await worker.close();
}

/** The smallest program found that fails as `failure` does: the last one, where the search meets one that does not end. */
export async function shrinkWatched(failure: Failure, watch: WatchOptions = WATCH): Promise<Program> {
  let best = failure.program;
  if (failure.kind === "endless") return best; // each of its parts might be as endless
  const worker = new Watched<Message>(watch);
  await worker.run({ failure }, (message) => {
    if ("smaller" in message) best = message.smaller;
    return "result" in message;
  });
  await worker.close();
  return best;
}

/** The cells a batch is compiled in. */
export function cellsOf(batch: { readonly index: number; readonly levels: readonly Level[] }): CompileOptions[] {
  return batch.levels.map((level) => {
    const position = LEVELS.indexOf(level);
    return {
      level, dialect: "tacet", runtime: RUNTIMES[(batch.index + position) % RUNTIMES.length], canaries: (batch.index + position) % 2 === 0,
    };
  });
}

export function cellName(options: CompileOptions): string {
  return `${options.dialect === "tacet" ? "" : "asc alone "}${options.level} ${options.runtime}${options.canaries ? " canaries" : ""}`;
}

async function runBatch(batch: Batch, announce: Announce): Promise<BatchResult> {
  const result = emptyResult();
  const seeds = Array.from({ length: batch.count }, (_item, i) => batch.seed + i).filter((seed) => !batch.without.includes(seed));
  const { cases, failures } = await prepareEach(seeds.map(generate), ALONE, announce, batch.cancels);
  result.failures.push(...failures);
  for (const { program, expected } of cases) {
    result.programs++;
    result.events += expected.events.length;
    if (program.hasSynchronous) result.synchronous++;
    for (const name of program.features) add(result.features, name, 1);
  }
  for (const options of [...cellsOf(batch), ALONE]) {
    for (const failure of await check(cases, options, announce)) {
      announce(failure.program, ALONE);
      if (await isOwnOfAsc(failure)) result.ownOfAsc++;
      else result.failures.push(failure);
    }
    if (options.dialect === "tacet") add(result.cells, cellName(options), cases.length);
  }
  return result;
}

function emptyResult(): CampaignResult {
  return { programs: 0, events: 0, features: new Map(), cells: new Map(), synchronous: 0, ownOfAsc: 0, failures: [] };
}

function merge(total: CampaignResult, part: BatchResult): void {
  total.programs += part.programs;
  total.events += part.events;
  total.synchronous += part.synchronous;
  total.ownOfAsc += part.ownOfAsc;
  total.failures.push(...part.failures);
  part.features.forEach((count, name) => add(total.features, name, count));
  part.cells.forEach((count, name) => add(total.cells, name, count));
}

function add(counts: Map<string, number>, name: string, count: number): void {
  counts.set(name, (counts.get(name) ?? 0) + count);
}

/** A job of a worker: a batch, or a failure to be shrunk. */
async function work(job: Batch | { readonly failure: Failure }, say: (message: Message) => void): Promise<void> {
  if ("failure" in job) {
    await shrink(job.failure.program, sameFailure(job.failure), { onSmaller: (program) => say({ smaller: program }) });
    say({ result: null });
    return;
  }
  say({ result: await runBatch(job, ({ seed }, options) => say({ seed, options })) });
}

if (!isMainThread && parentPort) {
  const port = parentPort;
  port.on("message", (job: Batch | { readonly failure: Failure }) => void work(job, (message) => port.postMessage(message)));
}
