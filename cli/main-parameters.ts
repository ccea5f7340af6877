// `main` gets nothing: a command refuses one that must be given something before it would fail otherwise.

import { UsageError } from "./errors.js";

/** What the section `tacet` says of a function's parameters; `defaults` as in host/section.ts or as it is written. */
interface Signature {
  readonly params: readonly string[];
  readonly defaults?: readonly (object | null | undefined)[];
}

/**
 * Throws a UsageError where nobody passes what `main` needs.
 * @param caller who starts it
 * @param fillsIn whether the caller passes default values that are literals; one that only the program can work out must be passed as well
 */
export function checkMainParameters({ params, defaults = [] }: Signature, caller: string, fillsIn: boolean): void {
  const missing = params.filter((_, i) => {
    const standIn = defaults[i];
    return !fillsIn || !standIn || "computed" in standIn;
  });
  if (missing.length === 0) return;
  throw new UsageError(`main needs arguments (${missing.join(", ")}), and ${caller} passes none: write \`export async function main(): Promise<i32>\`${fillsIn ? " and use args()" : ""}`);
}
