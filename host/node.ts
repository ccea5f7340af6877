// Node host: wasm bytes or a module -> a running app.
//
//   import { instantiate } from "tacet/host/node";
//   const app = await instantiate(bytes, { host: { fetchTemp: async (id) => 21.5 } });
//   await app.exports.f(1, { signal });
//   await app.close();

import { awaitStacksBy, awaitStacksOf, type AwaitMap } from "./awaits.js";
import { performance } from "node:perf_hooks";
import type { Readable, Writable } from "node:stream";
import { instantiate as load } from "@assemblyscript/loader";
import { HostFeature } from "./abi.js";
import { Calls, type CallOptions, type ExportedFunction } from "./calls.js";
import { ConsoleDrain } from "./console.js";
import { TacetClosed, TacetFault, TacetTrap, type OnReport, type RefusalCode, type Report } from "./errors.js";
import { Guest, type AwaitStacks } from "./guest.js";
import { Loop, type Platform } from "./loop.js";
import type { HostCallContext, HostFunction, HostFunctions } from "./ops/host-calls.js";
import { Ops } from "./ops/perform.js";
import type { ByteCounters } from "./ops/resource.js";
import { readSection } from "./section.js";
import { explainTopLevel } from "./top-level.js";
import { describe, type StringHelpers } from "./values.js";

export { awaitStacksBy, TacetClosed, TacetFault, TacetTrap };
export type {
  AwaitMap, ByteCounters, CallOptions, AwaitStacks, ExportedFunction, HostCallContext, HostFunction, HostFunctions, OnReport, RefusalCode, Report,
};

const CLOSE_GRACE_MS = 5000;

export interface InstantiateOptions {
  /** The embedder's functions behind `@host declare`, by name. */
  readonly host?: HostFunctions;
  /** The program's arguments. */
  readonly args?: readonly string[];
  /** Its environment; empty by default. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Further imports, for modules that have some; a program of Tacet's own has none. */
  readonly imports?: WebAssembly.Imports;
  readonly stdin?: Readable;
  readonly stdout?: Writable;
  readonly stderr?: Writable;
  /** What was refused or lost without ending the program. Default: a line on stderr. */
  readonly onReport?: OnReport;
  /** "sync" (default) runs the program inside the event that woke it; "batch" collects events until setImmediate. */
  readonly mode?: "sync" | "batch";
  /** How long close() waits for cancelled calls to run their cleanup. Default 5000. */
  readonly closeGraceMs?: number;
  /** Reads await stacks from the program's memory, for traps and rejections. Default: by the map in the module, if it has one. */
  readonly awaitStacks?: AwaitStacks;
}

export interface AppStats {
  readonly turns: number;
  readonly submissions: number;
  readonly completions: number;
  /** Bytes that crossed, by kind. */
  readonly bytes: Readonly<ByteCounters>;
  /** How many of them this host copied between its own buffers and the program's. */
  readonly bytesCopied: Readonly<ByteCounters>;
}

export interface App<E> {
  /** The program's exported async functions. */
  readonly exports: E;
  readonly memory: WebAssembly.Memory;
  readonly instance: WebAssembly.Instance;
  readonly module: WebAssembly.Module;
  /** A copy of the counters. */
  readonly stats: AppStats;
  /** Whether the program waits for this signal itself. */
  isWaitingFor(signal: NodeJS.Signals): boolean;
  /** Resolves when the program can run no more: main ended, it trapped, or the app was closed. */
  readonly ended: Promise<void>;
  /** Cancels what runs, lets it clean up, frees ports and files, flushes stdout and stderr. Again: the same promise. */
  close(): Promise<void>;
}

export type AnyExports = Readonly<Record<string, ExportedFunction>>;

const platform: Platform = {
  nowUs: () => Math.floor(performance.now() * 1000),
  after: (ms, callback) => {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
  soon: (callback) => void setImmediate(callback),
};

/**
 * Instantiates a module compiled with Tacet's transform.
 * Throws WebAssembly.CompileError for bytes that are none, TacetFault for a module that isn't Tacet's or needs host functions
 * that are missing, TacetTrap if it traps as it starts: with the program's own message where `source` is bytes, and imports nothing.
 */
export async function instantiate<E = AnyExports>(source: BufferSource | WebAssembly.Module, options: InstantiateOptions = {}): Promise<App<E>> {
  if (typeof source !== "object" || source === null) throw new TypeError(`instantiate takes a module's bytes or a WebAssembly.Module, not ${describe(source)}: await readFile(…) gives the bytes of a file`);
  const module = source instanceof WebAssembly.Module ? source : await WebAssembly.compile(source);
  const section = readSection(module);
  const stdout = options.stdout ?? process.stdout;
  const stderr = options.stderr ?? process.stderr;
  const onReport = options.onReport ?? ((report: Report) => void stderr.write(`tacet: ${report.code}: ${report.detail}\n`));
  const sink = { out: (text: string) => void stdout.write(text), err: (text: string) => void stderr.write(text) };
  const awaitStacks = options.awaitStacks ?? awaitStacksOf(module);
  const { instance, strings } = await link(module, options.imports ?? {}).catch(async (error: unknown) => {
    if (!(error instanceof TacetTrap) || WebAssembly.Module.imports(module).length > 0) throw error;
    if (source === module) throw new TacetTrap(error.reason + UNTOLD, undefined, [], { cause: error.cause });
    throw await explainTopLevel(bytesOf(source as BufferSource), awaitStacks, sink, onReport) ?? error;
  });

  const guest = new Guest(instance.exports, allFeatures(), awaitStacks);
  const ops = new Ops(guest.memory, () => loop, {
    stdin: () => options.stdin ?? process.stdin,
    stdout, stderr, onReport,
    args: options.args ?? [],
    env: options.env ?? {},
    host: options.host ?? {},
    hostSignatures: section.host,
  });
  const calls = new Calls(guest, () => loop, section, () => strings);
  const releaseStreams = [tolerateErrors(stdout), tolerateErrors(stderr)];

  let resolveEnded: () => void;
  const ended = new Promise<void>((resolve) => (resolveEnded = resolve));
  const release = async (): Promise<void> => {
    await ops.close();
    resolveEnded();
  };
  const loop = new Loop(guest, platform, new ConsoleDrain(guest, sink, onReport), {
    perform: ops.perform,
    settleCalls: () => calls.settle(),
    exited: (code) => {
      calls.exited(code);
      void release();
    },
    failed: (error) => {
      calls.end(error);
      void release();
    },
  }, { mode: options.mode ?? "sync", onReport });
  loop.pump(); // what top-level code has logged or woken

  // The event loop has run empty, so nothing can wake what still runs: better an error than a process that just ends.
  const forgetStall = whenStalled(() => {
    if (calls.countRunning > 0) loop.fail(new TacetClosed("deadlock: the program waits, and nothing is under way that could wake it"));
  });

  const close = async (): Promise<void> => {
    forgetStall();
    const closed = new TacetClosed("the app was closed");
    if (!loop.isStopped) {
      calls.cancelAll(closed);
      const giveUpMs = Date.now() + (options.closeGraceMs ?? CLOSE_GRACE_MS);
      while (calls.countRunning > 0 && guest.canCancel && !loop.isStopped && Date.now() < giveUpMs) await new Promise((resolve) => setTimeout(resolve, 1));
    }
    if (!loop.isStopped) {
      loop.stop();
      calls.end(closed);
      await release();
    }
    await ended;
    await Promise.all([flushed(stdout), flushed(stderr)]);
    for (const releaseStream of releaseStreams) releaseStream();
  };
  let closing: Promise<void> | undefined;

  return {
    exports: calls.exports as E,
    memory: guest.memory.memory,
    instance,
    module,
    get stats() {
      return { ...loop.stats, bytes: { ...ops.bytes }, bytesCopied: { ...ops.bytesCopied } };
    },
    isWaitingFor: (signal) => ops.signals.isWaitingFor(signal),
    ended,
    close: () => (closing ??= close()),
  };
}

function bytesOf(source: BufferSource): Uint8Array {
  return ArrayBuffer.isView(source) ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength) : new Uint8Array(source);
}

/** What asc's library imports of JavaScript's clocks. */
const CLOCKS: WebAssembly.ModuleImports = { "Date.now": () => Date.now(), "performance.now": () => performance.now() };

async function link(module: WebAssembly.Module, imports: WebAssembly.Imports): Promise<{ instance: WebAssembly.Instance; strings: StringHelpers | undefined }> {
  try {
    const { instance, exports } = await load(module, { ...imports, env: { ...CLOCKS, ...imports.env } }); // the loader adds abort, trace and seed
    const crossesStrings = typeof instance.exports.__new === "function"; // --exportRuntime; without it the helpers throw
    return { instance, strings: crossesStrings ? (exports as unknown as StringHelpers) : undefined };
  } catch (error) {
    if (error instanceof WebAssembly.LinkError || error instanceof TypeError) {
      throw new TacetFault("BAD_MODULE", `${error.message}; the program declares an import: pass it as { imports }, or make it a @host function`);
    }
    throw error instanceof Error ? new TacetTrap(error.message, undefined, [], { cause: error }) : error;
  }
}

/** Why a trap of the top level says nothing of itself: the memory of a module that traps as it starts is nobody's. */
const UNTOLD = " at the top level; given the module's bytes, instantiate runs it once more and tells what the program said";

const stallListeners = new Set<() => void>();

/** Calls back each time Node's event loop runs empty. @returns a function that ends this; all apps share one listener */
function whenStalled(callback: () => void): () => void {
  if (stallListeners.size === 0) process.on("beforeExit", onBeforeExit);
  stallListeners.add(callback);
  return () => {
    stallListeners.delete(callback);
    if (stallListeners.size === 0) process.off("beforeExit", onBeforeExit);
  };
}

function onBeforeExit(): void {
  for (const callback of stallListeners) callback();
}

const tolerated = new WeakMap<Writable, { count: number; readonly listener: () => void }>();

/**
 * Keeps a closed pipe from ending the process: a write's own callback tells its operation.
 * @returns a function that ends this; the stream has one listener however many apps share it
 */
function tolerateErrors(stream: Writable): () => void {
  const entry = tolerated.get(stream) ?? { count: 0, listener: () => undefined };
  tolerated.set(stream, entry);
  if (entry.count++ === 0) stream.on("error", entry.listener);
  return () => {
    if (--entry.count === 0) stream.off("error", entry.listener);
  };
}

function allFeatures(): number {
  return HostFeature.NET | HostFeature.FILES | HostFeature.STDIO | HostFeature.SIGNALS | HostFeature.HOST_CALLS;
}

/** Waits until what was written has left. */
function flushed(stream: Writable): Promise<void> {
  if (stream.writableLength === 0 || stream.destroyed || stream.writableEnded) return Promise.resolve();
  return new Promise((resolve) => stream.write("", () => resolve()));
}
