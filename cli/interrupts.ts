// Interrupts: Ctrl-C and SIGTERM -> who listens, in place of the end of the process.

import { EXIT_INTERRUPTED } from "./exit-codes.js";

export type Interrupt = keyof typeof EXIT_INTERRUPTED;

const INTERRUPTS = Object.keys(EXIT_INTERRUPTED) as readonly Interrupt[];

/** Tells `listener` of each. @returns what ends that */
export function onInterrupts(listener: (signal: Interrupt) => void): () => void {
  for (const signal of INTERRUPTS) process.on(signal, listener);
  return () => {
    for (const signal of INTERRUPTS) process.off(signal, listener);
  };
}
