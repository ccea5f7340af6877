// Tidy: rules of the repository that no other tool checks.
// Every source file opens by saying what it is; TypeScript imports form no cycle; nothing names the machine it was written on.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";

/** Programs of tests and benchmarks, and text that a tool wrote, need no header. */
const NO_HEADER = /^(tests\/(lower|fuzz\/seeds)\/|bench\/(cases|peers)\/|cli\/template\/|docs\/)/;
/** An absolute path into somebody's files. */
const FOREIGN = /(?<![\w.~*])\/(?:home|root|Users|work)\/\w+/;

/** Committed files, and new ones that are not ignored. */
const files = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], { encoding: "utf8" })
  .split("\n")
  .filter(file => file !== "" && existsSync(file));

test("every source file opens with a comment that says what it is", () => {
  const bare = files
    .filter(file => /\.(ts|mjs|js|c|h)$/.test(file) && !NO_HEADER.test(file))
    .filter(file => !/^(#!.*\n)?\s*(\/\/|\/\*)/.test(readFileSync(file, "utf8")));
  assert.deepEqual(bare, []);
});

test("nothing names the machine it was written on", () => {
  const found = files
    .filter(file => /\.(ts|mjs|js|c|h|rs|sh|md|json|yml)$/.test(file) && file !== "package-lock.json")
    .flatMap(file => (FOREIGN.exec(readFileSync(file, "utf8")) ?? []).map(path => `${file}: ${path}`));
  assert.deepEqual(found, []);
  const hosts = new Set([...readFileSync("package-lock.json", "utf8").matchAll(/"resolved": "https?:\/\/([^/"]+)/g)].map(match => match[1]));
  hosts.delete("registry.npmjs.org");
  assert.deepEqual([...hosts], []);
});

test("imports form no cycle", () => {
  const sources = files.filter(file => /^(transform|host|cli|scripts|bench|assembly)\/.*\.ts$/.test(file) && !/\.d\.ts$|^cli\/template|^bench\/(cases|peers)/.test(file));
  const imports = new Map(sources.map(file => [file, importsOf(file)]));
  const finished = new Set<string>();
  const cycles: string[] = [];
  const visit = (file: string, path: readonly string[]) => {
    if (finished.has(file)) return;
    if (path.includes(file)) {
      cycles.push([...path.slice(path.indexOf(file)), file].join(" -> "));
      return;
    }
    for (const next of imports.get(file) ?? []) visit(next, [...path, file]);
    finished.add(file);
  };
  for (const file of sources) visit(file, []);
  assert.deepEqual(cycles, []);
});

/** Relative imports of values; types alone make no cycle at run time. */
function importsOf(file: string): string[] {
  const text = readFileSync(file, "utf8");
  return [...text.matchAll(/^(?:import|export)\s+(?!type\b)[^;]*?from\s+"(\.[^"]+)"/gm)]
    .map(match => join(dirname(file), match[1]!.replace(/\.js$/, "")))
    .map(base => (existsSync(`${base}.ts`) ? `${base}.ts` : join(base, "index.ts")));
}
