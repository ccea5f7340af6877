// Structure: files stay small enough to read, say nothing of unfinished work, and import along the two arrows of
// ARCHITECTURE.md: a folder knows only what comes before it.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";

const LINES_MAX = 600;

/** Folder -> the folders it may import from. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  assembly: ["assembly"],
  transform: ["transform"],
  host: ["host"],
  cli: ["cli", "host", "transform"],
  examples: ["examples", "assembly"],
};

/** The contract as TypeScript, generated from abi.json, for the compiler as well. */
const CONTRACT = "host/abi.js";

/** Phases of the compiler, in the order of the arrow. */
const PHASES = ["1-read", "2-desugar", "3-lower", "4-report"];
/** What asc calls during its own phases: it hands over to lowering and reporting. */
const HANDS_OVER = /^transform\/2-desugar\/hooks\.ts$/;
/** Access to Binaryen's IR, which typing and lowering share. */
const IR_ACCESS = /^transform\/3-lower\/(raw|nodes)\.js$/;

const files = execFileSync("git", ["ls-files"], { encoding: "utf8" }).split("\n").filter(file => file !== "" && existsSync(file));
const sources = files.filter(file => /\.(ts|mjs|js|c|h|rs|py|sh)$/.test(file));

test(`no source file is longer than ${LINES_MAX} lines`, () => {
  const long = sources.map(file => [file, readFileSync(file, "utf8").split("\n").length - 1] as const).filter(([, lines]) => lines > LINES_MAX);
  assert.deepEqual(long, []);
});

test("nothing is marked as unfinished", () => {
  const marker = new RegExp(`\\b(${["TO" + "DO", "FIX" + "ME", "X" + "XX", "HA" + "CK"].join("|")})\\b`);
  const marked = files
    .filter(file => /\.(ts|mjs|js|c|h|rs|py|sh|md)$/.test(file))
    .flatMap(file => readFileSync(file, "utf8").split("\n").flatMap((line, index) => (marker.test(line) ? [`${file}:${index + 1}`] : [])));
  assert.deepEqual(marked, []);
});

test("folders import only what comes before them", () => {
  const wrong = imports().filter(({ from, to }) => {
    const allowed = MAY_IMPORT[topOf(from)];
    return allowed !== undefined && !allowed.includes(topOf(to)) && !(to === CONTRACT && topOf(from) === "transform");
  });
  assert.deepEqual(wrong, []);
});

test("a phase of the compiler imports no later one", () => {
  const wrong = imports().filter(({ from, to }) =>
    phaseOf(from) >= 0 && phaseOf(to) > phaseOf(from) && !HANDS_OVER.test(from) && !IR_ACCESS.test(to));
  assert.deepEqual(wrong, []);
});

/** Every relative import of a source, and those of our own package by name. */
function imports(): { from: string; to: string }[] {
  return sources.filter(file => /\.ts$/.test(file) && !file.startsWith("cli/template/")).flatMap(from => {
    const text = readFileSync(from, "utf8");
    return [...text.matchAll(/^(?:import|export)\s(?:[\w\s*{},$]*\sfrom\s)?\s*"([^"]+)"/gm)]
      .map(match => match[1]!)
      .filter(name => /^(\.|tacet\/)/.test(name))
      .map(name => ({ from, to: name.startsWith("tacet/") ? name.slice("tacet/".length) : join(dirname(from), name) }));
  });
}

function topOf(path: string): string {
  return path.split("/")[0]!;
}

function phaseOf(path: string): number {
  return PHASES.findIndex(phase => path.startsWith(`transform/${phase}/`));
}
