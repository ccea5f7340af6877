// Campaign: seeds -> every program at every level, in worker threads, with the failures and what the programs contain.
//
// Programs are compiled in batches. Each batch runs at all three levels; runtimes and canaries rotate with batch and level, so that over three
// batches every level meets every runtime, with guard words and without. The synchronous dialect (asc alone) is checked at O0.

import { availableParallelism } from "node:os";
import { isMainThread, parentPort, Worker } from "node:worker_threads";
import { fileURLToPath } from "node:url";
import { check, isOwnOfAsc, prepareEach, type Failure } from "./check.js";
import { LEVELS, RUNTIMES, type CompileOptions, type Level } from "./compile.js";
import { generate } from "./generate.js";

export interface CampaignOptions {
  readonly seed: number;
  readonly count: number;
  readonly levels: readonly Level[];
  readonly threads?: number;
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
}

type BatchResult = CampaignResult;

export const BATCH_PROGRAMS = 40;

/** Runs the programs of `seed .. seed + count - 1`. */
export async function runCampaign(options: CampaignOptions, progress?: (done: CampaignResult) => void): Promise<CampaignResult> {
  const batches: Batch[] = [];
  for (let from = 0; from < options.count; from += BATCH_PROGRAMS) {
    const count = Math.min(BATCH_PROGRAMS, options.count - from);
    batches.push({ index: batches.length, seed: options.seed + from, count, levels: options.levels });
  }
  const total = emptyResult();
  const threads = Math.min(batches.length, options.threads ?? Math.max(1, availableParallelism()));
  await Promise.all(Array.from({ length: threads }, () => serve(batches, (result) => {
    merge(total, result);
    progress?.(total);
  })));
  return total;
}

/** Lets one worker take batches until none is left. */
function serve(batches: Batch[], take: (result: BatchResult) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(fileURLToPath(import.meta.url));
    const next = (): void => {
      const batch = batches.shift();
      if (batch) worker.postMessage(batch);
      else void worker.terminate().then(() => resolve());
    };
    worker.on("message", (result: BatchResult) => {
      take(result);
      next();
    });
    worker.on("error", reject);
    next();
  });
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

async function runBatch(batch: Batch): Promise<BatchResult> {
  const result = emptyResult();
  const alone: CompileOptions = { level: "O0", runtime: "stub", dialect: "synchronous", canaries: false };
  const { cases, failures } = await prepareEach(Array.from({ length: batch.count }, (_item, i) => generate(batch.seed + i)), alone);
  result.failures.push(...failures);
  for (const { program, expected } of cases) {
    result.programs++;
    result.events += expected.events.length;
    if (program.hasSynchronous) result.synchronous++;
    for (const name of program.features) add(result.features, name, 1);
  }
  for (const options of [...cellsOf(batch), alone]) {
    for (const failure of await check(cases, options)) {
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

if (!isMainThread && parentPort) {
  const port = parentPort;
  port.on("message", (batch: Batch) => void runBatch(batch).then((result) => port.postMessage(result)));
}
