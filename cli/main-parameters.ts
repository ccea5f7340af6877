// `main` gets nothing and gives an exit code: a command refuses one that must be given something, or gives something else, before it runs.

import { isExitCode } from "../transform/4-report/exit-codes.js";
import { UsageError } from "./errors.js";

/** What the section `tacet` says of a function's parameters; `defaults` as in host/section.ts or as it is written. */
interface Signature {
  readonly params: readonly string[];
  readonly defaults?: readonly (object | null | undefined)[];
  readonly result: string;
}

/** Throws a UsageError where what `main` gives is no exit code: each host would make another number of it. */
export function checkMainResult({ result }: Signature): void {
  if (!isExitCode(result)) throw new UsageError(`'${result}', which main gives, is no exit code: write \`export async function main(): Promise<i32>\``);
}

/**
 * Throws a UsageError where nobody passes what `main` needs.
 * @param caller who starts it
 * @param fillsIn whether the caller passes default values that are literals; one that only the program can work out must be passed as well
 */
export function checkMainParameters({ params, defaults = [] }: Omit<Signature, "result">, caller: string, fillsIn: boolean): void {
  const missing = params.filter((_, i) => {
    const standIn = defaults[i];
    return !fillsIn || !standIn || "computed" in standIn;
  });
  if (missing.length === 0) return;
  throw new UsageError(`main needs arguments (${missing.join(", ")}), and ${caller} passes none: write \`export async function main(): Promise<i32>\`${fillsIn ? " and use args()" : ""}`);
}
