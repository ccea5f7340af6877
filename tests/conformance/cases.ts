// Conformance cases: folders of a program and what it prints -> compiled once, run by any host, compared as a whole.
//
// Each folder has main.ts and expected.txt. The latter is the program's output, then `! ` lines for what the host said of it on
// standard error, then `exit n`. A case whose second line is `//! alone` runs by itself; the others can also be run one behind the
// other as one program (bundleSource), which is how small boards run dozens of them in one start.
// Another host: compile `source` for it, run it, and compare `outcomeText` of what came out with `expected`.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Outcome } from "../cli/tacet.js";

export const CONFORMANCE = "tests/conformance";

export interface ConformanceCase {
  readonly name: string;
  /** Entry file, from the repository's root. */
  readonly entry: string;
  readonly expected: string;
  /** Runs by itself only: it traps, exits, has a top level, or is about the size of something. */
  readonly isAlone: boolean;
}

/** All cases, by name. */
export function conformanceCases(): ConformanceCase[] {
  return readdirSync(CONFORMANCE, { withFileTypes: true }).filter(entry => entry.isDirectory()).map(({ name }) => {
    const entry = join(CONFORMANCE, name, "main.ts");
    return {
      name, entry,
      expected: readFileSync(join(CONFORMANCE, name, "expected.txt"), "utf8"),
      isAlone: readFileSync(entry, "utf8").split("\n")[1] === "//! alone",
    };
  }).sort((a, b) => (a.name < b.name ? -1 : 1));
}

/**
 * What a run came to, in the form of expected.txt, without what only some hosts know: addresses of instructions, functions called since, and the
 * line where the library sleeps, with a timer or without.
 */
export function outcomeText({ code, stdout, stderr }: Outcome): string {
  const said = stderr.replace(/ at instruction 0x[0-9a-f]+$|^ {4}at .*\n|(?<=sleep-until\.ts):\d+/gm, "").split("\n").filter(Boolean).map(line => `! ${line}\n`);
  return `${stdout}${said.join("")}exit ${code}\n`;
}

/** What a case prints where nobody knows the await map, and so no await stack. */
export function withoutAwaits(expected: string): string {
  return expected.replace(/^! {3}.*\n/gm, "");
}

/** One program that runs these cases in turn; each begins with a line `== name`. @param root way from its folder to the repository's root */
export function bundleSource(cases: readonly ConformanceCase[], root: string): string {
  const names = cases.map((_, i) => `case${i}`);
  return [
    'import { sleep } from "tacet/assembly";',
    ...cases.map(({ name }, i) => `import { main as ${names[i]} } from "${root}/${CONFORMANCE}/${name}/main";`),
    "export async function main(): Promise<void> {",
    ...cases.map(({ name }, i) => `  await sleep(1);\n  console.log("== ${name}");\n  await ${names[i]}();`),
    "}", "",
  ].join("\n");
}

/** What that program prints. */
export function bundleExpected(cases: readonly ConformanceCase[]): string {
  return `${cases.map(({ name, expected }) => `== ${name}\n${expected.replace(/exit \d+\n$/, "")}`).join("")}exit 0\n`;
}
