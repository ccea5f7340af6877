// Measures: peers and workloads -> ns per operation, round by round, the peers taking turns.
// A process for each (peer, workload); each is warmed up first, then rounds run A B C A B C …, so that a machine that gets
// slower or faster meanwhile does so for all. Every round's checksum must be equal over rounds and peers.

import { fork, type ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Peer, PeerName } from "./build.js";
import type { Reply, Request } from "./child.js";
import type { Workload } from "./workloads.js";

export interface Measured {
  readonly workload: string;
  readonly peer: PeerName;
  /** ns per operation. */
  readonly min: number;
  readonly median: number;
  readonly checksum: number;
}

export interface Failure {
  readonly workload: string;
  readonly peer: PeerName;
  readonly message: string;
}

export interface Outcome {
  readonly measured: readonly Measured[];
  readonly failures: readonly Failure[];
}

export interface Effort {
  readonly rounds: number;
  readonly warmMs: number;
  /** One process a peer for all workloads: quicker, for checksums only. */
  readonly sharedProcess: boolean;
}

const CHILD = fileURLToPath(new URL("./child.js", import.meta.url));
const REPLY_TIMEOUT_MS = 60_000;
const WARM_ROUNDS_MIN = 4;
/** Slow peers are warm after fewer rounds. */
const WARM_FACTOR_MAX = 4;
/** A slow peer sits out rounds once it has spent this long and has ROUNDS_MIN samples. */
const PEER_MS_MAX = 1500;
const ROUNDS_MIN = 3;

export async function measure(peers: readonly Peer[], workloads: readonly Workload[], effort: Effort, log: (line: string) => void): Promise<Outcome> {
  const measured: Measured[] = [];
  const failures: Failure[] = [];
  const shared = new Map<PeerName, Process>();
  for (const workload of workloads) {
    const runs: Run[] = [];
    for (const peer of peers) {
      const wasm = wasmOf(peer, workload);
      if (wasm === undefined) continue;
      const process = shared.get(peer.name) ?? new Process();
      if (effort.sharedProcess) shared.set(peer.name, process);
      runs.push(new Run(peer.name, workload, process, wasm));
    }
    for (const run of runs) await run.warm(workload.verifyOnly ? 0 : effort.warmMs);
    const rounds = workload.verifyOnly ? 1 : effort.rounds;
    for (let i = 0; i < rounds; i++) for (const run of runs) await run.round();
    for (const run of runs) {
      if (!effort.sharedProcess) run.process.end();
      if (run.failure !== null) failures.push({ workload: workload.name, peer: run.peer, message: run.failure });
      else measured.push(run.result());
    }
    failures.push(...mismatches(workload, measured));
    log(`${workload.name}: ${runs.map((run) => `${run.peer} ${run.failure === null ? run.result().min.toFixed(2) : "failed"}`).join(", ")}`);
  }
  for (const process of shared.values()) process.end();
  return { measured, failures };
}

/** A number a module's export tells, for instance its bytes per task. */
export async function valueOf(wasm: string, name: string): Promise<number> {
  return valueFrom(new Process(), { kind: "value", wasm, name });
}

/** Heap bytes of one suspended JavaScript async function. */
export async function heapBytesPerTask(): Promise<number> {
  return valueFrom(new Process(["--expose-gc"]), { kind: "heap", tasks: 100_000 });
}

async function valueFrom(process: Process, request: Request): Promise<number> {
  try {
    const reply = await process.ask(request);
    if (reply.kind !== "value") throw new Error(`unexpected reply ${reply.kind}`);
    return reply.value;
  } finally {
    process.end();
  }
}

/** undefined: this peer lacks the module; null: it is JavaScript. */
function wasmOf(peer: Peer, workload: Workload): string | null | undefined {
  if (!peer.modules) return null;
  const built = peer.modules.get(workload.module);
  return built && "wasm" in built ? built.wasm : undefined;
}

/** The peers whose checksum differs from the majority's. */
function mismatches(workload: Workload, measured: readonly Measured[]): Failure[] {
  const results = measured.filter((result) => result.workload === workload.name);
  const votes = new Map<number, number>();
  for (const { checksum } of results) votes.set(checksum, (votes.get(checksum) ?? 0) + 1);
  const [expected] = [...votes].sort((a, b) => b[1] - a[1])[0] ?? [];
  return results.filter(({ checksum }) => checksum !== expected).map(({ peer, checksum }) => ({
    workload: workload.name,
    peer,
    message: `checksum ${checksum}, the other peers have ${expected}`,
  }));
}

/** One peer at one workload. After a failure it does nothing more. */
class Run {
  failure: string | null = null;
  private readonly samples: number[] = [];
  private checksum: number | null = null;
  private spentMs = 0;

  constructor(readonly peer: PeerName, private readonly workload: Workload, readonly process: Process, private readonly wasm: string | null) {}

  async warm(ms: number): Promise<void> {
    await this.attempt(async () => {
      await this.process.ask({ kind: "load", wasm: this.wasm, workload: this.workload });
      const from = performance.now();
      for (let i = 0, spent = 0; ms > 0 && (spent < ms || (i < WARM_ROUNDS_MIN && spent < WARM_FACTOR_MAX * ms)); i++) {
        this.check(await this.ask());
        spent = performance.now() - from;
      }
    });
  }

  async round(): Promise<void> {
    if (this.spentMs > PEER_MS_MAX && this.samples.length >= ROUNDS_MIN) return;
    await this.attempt(async () => {
      const { ns, checksum } = await this.ask();
      this.check({ checksum });
      this.spentMs += ns / 1e6;
      this.samples.push(ns / this.workload.operations);
    });
  }

  result(): Measured {
    const sorted = [...this.samples].sort((a, b) => a - b);
    return { workload: this.workload.name, peer: this.peer, min: sorted[0], median: sorted[sorted.length >> 1], checksum: this.checksum ?? 0 };
  }

  private async ask(): Promise<{ ns: number; checksum: number }> {
    const reply = await this.process.ask({ kind: "round" });
    if (reply.kind !== "round") throw new Error(`unexpected reply ${reply.kind}`);
    return reply;
  }

  private check({ checksum }: { checksum: number }): void {
    if (this.checksum !== null && checksum !== this.checksum) throw new Error(`checksum ${checksum} after ${this.checksum} in an earlier round`);
    this.checksum = checksum;
  }

  private async attempt(step: () => Promise<void>): Promise<void> {
    if (this.failure !== null) return;
    try {
      await step();
    } catch (error) {
      this.failure = error instanceof Error ? error.message : String(error);
    }
  }
}

/** A child process that answers one request at a time. */
class Process {
  private readonly child: ChildProcess;

  constructor(execArgv: readonly string[] = []) {
    this.child = fork(CHILD, { execArgv: [...execArgv] });
  }

  ask(request: Request): Promise<Reply> {
    return new Promise((resolve, reject) => {
      const settle = (end: () => void): void => {
        clearTimeout(timer);
        this.child.off("message", onMessage);
        this.child.off("exit", onExit);
        end();
      };
      const onMessage = (reply: Reply): void => settle(() => reply.kind === "failed" ? reject(new Error(reply.message)) : resolve(reply));
      const onExit = (): void => settle(() => reject(new Error("its process ended")));
      const timer = setTimeout(() => {
        settle(() => reject(new Error(`no answer within ${REPLY_TIMEOUT_MS / 1000} s`)));
        this.child.kill("SIGKILL");
      }, REPLY_TIMEOUT_MS);
      this.child.on("message", onMessage);
      this.child.on("exit", onExit);
      this.child.send(request, (error) => error && settle(() => reject(error)));
    });
  }

  end(): void {
    if (this.child.connected) this.child.disconnect();
    this.child.kill();
  }
}
