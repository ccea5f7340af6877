// Watched: a worker thread that is given up when it says nothing for too long, for what it runs may never end.
//
// Nothing inside a thread can stop an endless loop of wasm or JavaScript that runs in it. So the worker says what it begins, and who watches
// it terminates it after some seconds of silence. Seconds are counted by a timer of this thread: while the process is stopped, none pass.

import type { Worker } from "node:worker_threads";

export interface WatchOptions {
  /** Starts a worker. */
  readonly start: () => Worker;
  readonly silentSecondsMax: number;
}

/** One worker at a time; a new one after one was given up. */
export class Watched<Message> {
  private worker: Worker | null = null;

  constructor(private readonly options: WatchOptions) {}

  /**
   * Gives the worker a job.
   * @param isLast gets each message; whether the job is over
   * @returns false if the worker was given up
   */
  run(job: unknown, isLast: (message: Message) => boolean): Promise<boolean> {
    const worker = this.worker ??= this.options.start();
    return new Promise((resolve, reject) => {
      let silentSeconds = 0;
      const timer = setInterval(() => {
        if (++silentSeconds < this.options.silentSecondsMax) return;
        end();
        this.worker = null;
        void worker.terminate().then(() => resolve(false));
      }, 1000);
      const hear = (message: Message): void => {
        silentSeconds = 0;
        if (!isLast(message)) return;
        end();
        resolve(true);
      };
      const fail = (error: Error): void => {
        end();
        reject(error);
      };
      const end = (): void => {
        clearInterval(timer);
        worker.off("message", hear).off("error", fail);
      };
      worker.on("message", hear).on("error", fail);
      worker.postMessage(job);
    });
  }

  async close(): Promise<void> {
    await this.worker?.terminate();
  }
}
