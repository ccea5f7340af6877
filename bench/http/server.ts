// A server as a child process: started, asked for its counters, stopped.

import { fork, type ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";

export interface Counters {
  readonly rssBytes: number;
  /** Bytes of the module's linear memory; 0 for Node's server. */
  readonly wasmBytes: number;
  readonly turns: number;
  readonly submissions: number;
  readonly socketReadBytes: number;
  readonly socketReadBytesCopied: number;
  readonly socketWriteBytes: number;
  readonly socketWriteBytesCopied: number;
}

export type ServerMessage =
  | { readonly kind: "listening"; readonly port: number }
  | { readonly kind: "counters"; readonly counters: Counters };

const START_TIMEOUT_MS = 20_000;

export class Server {
  private constructor(private readonly child: ChildProcess, readonly port: number) {}

  /** @param script beside this file */
  static async start(script: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Server> {
    const path = fileURLToPath(new URL(script, import.meta.url));
    const child = fork(path, [...args], { execArgv: ["--expose-gc"], env: { ...process.env, ...env } });
    const message = await nextMessage(child, "listening");
    return new Server(child, message.port);
  }

  async counters(): Promise<Counters> {
    const answer = nextMessage(this.child, "counters");
    this.child.send("counters");
    return (await answer).counters;
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null) return;
    const ended = new Promise((resolve) => this.child.once("exit", resolve));
    this.child.kill("SIGKILL");
    await ended;
  }
}

function nextMessage<K extends ServerMessage["kind"]>(child: ChildProcess, kind: K): Promise<ServerMessage & { kind: K }> {
  return new Promise((resolve, reject) => {
    const settle = (end: () => void): void => {
      clearTimeout(timer);
      child.off("message", onMessage);
      child.off("exit", onExit);
      end();
    };
    const onMessage = (message: ServerMessage): void => {
      if (message.kind === kind) settle(() => resolve(message as ServerMessage & { kind: K }));
    };
    const onExit = (code: number | null): void => settle(() => reject(new Error(`the server ended with code ${code}`)));
    const timer = setTimeout(() => settle(() => reject(new Error(`the server did not tell ${kind}`))), START_TIMEOUT_MS);
    child.on("message", onMessage);
    child.on("exit", onExit);
  });
}
