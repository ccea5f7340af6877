// Cases of tests/lower -> what their files say; the directives at the head of input.ts are described in tests/transform/lower.test.ts.

import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./compile.js";

export const CASES = "tests/lower";

export interface Case {
  readonly name: string;
  readonly input: string;
  readonly source: string;
  readonly script: readonly (readonly string[])[];
  readonly flags: readonly string[];
  readonly runtimes: readonly string[];
  readonly allocates: boolean;
  readonly isJavaScript: boolean;
}

/** The case in the folder `name`. */
export function readCase(name: string): Case {
  const input = `${CASES}/${name}/input.ts`;
  const source = readFileSync(join(ROOT, input), "utf8");
  const directives = new Map([...source.matchAll(/^\/\/! (\w+) ?(.*)$/gm)].map(match => [match[1], match[2]]));
  return {
    name, input, source,
    script: (directives.get("script") ?? "start run; end").split(";").map(action => action.trim().split(/\s+/)),
    flags: directives.get("flags")?.split(/\s+/) ?? [],
    runtimes: directives.get("runtimes")?.split(/\s+/) ?? ["stub"],
    allocates: directives.has("allocates"),
    isJavaScript: directives.has("javascript"),
  };
}

/** Names of all cases, sorted. */
export function caseNames(): string[] {
  return readdirSync(join(ROOT, CASES), { withFileTypes: true }).filter(e => e.isDirectory()).map(e => e.name).sort();
}

/** Those that compile and run. */
export function runnableCases(): Case[] {
  return caseNames().filter(name => existsSync(join(ROOT, CASES, name, "expected.txt"))).map(readCase);
}
