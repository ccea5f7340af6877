// Conformance: the same module prints the same on the Node host (under virtual time), on every board, in emulators, and in WAMR and wasm3 where these are.
// On Node each case runs by itself; on boards those that need not run by themselves make one program, and one of each
// processor runs the others.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArguments } from "../../cli/arguments.js";
import { boardNamed, boardNames } from "../../cli/boards/definition.js";
import { programOf, type Program } from "../../cli/boards/program.js";
import { runOnBoard, whyNot } from "../boards/board.js";
import { execute, folderWith } from "../cli/tacet.js";
import { buildHost, iwasm, noIwasm, noWasm3, wasm3, type Engine } from "../wamr/engines.js";
import { bundleExpected, bundleSource, conformanceCases, outcomeText, withoutAwaits, type ConformanceCase } from "./cases.js";
import { runVirtually } from "./virtual.js";

/** Which boards run the cases that run alone: one of each kind of processor and emulator. */
const REPRESENTATIVES: readonly string[] = ["lm3s6965evb", "rp2040", "virt"];
const COMPACT: readonly string[] = ["--use", "TACET_COMPACT=1"];
/** A board with less RAM runs the cases in several programs. */
const RAM_FOR_ALL = 16384;
const PARTS = 3;
/** Not tracked by git. */
const BUNDLES = "build/conformance";

const BOARDS = await Promise.all((await boardNames()).map(async name => [name, (await boardNamed(name)).ram.bytes] as const));
const SKIPS = new Map(await Promise.all(BOARDS.map(async ([name]) => [name, await whyNot(name)] as const)));

const cases = conformanceCases();
const together = cases.filter(({ isAlone }) => !isAlone);
const alone = cases.filter(({ isAlone }) => isAlone);
const thirds = Array.from({ length: PARTS }, (_, part) => together.filter((_case, i) => i % PARTS === part));
/** In the compact profile; a sleep that is too long for it traps (tests/host/compact.test.ts). */
const compact = together.filter(({ name }) => name !== "sleep-until");
const programs = new Map<string, Program>();

/** @param flags the profile; none is the usual one */
async function compiled(entry: string, flags: readonly string[] = []): Promise<Program> {
  const key = [entry, ...flags].join(" ");
  const known = programs.get(key);
  if (known) return known;
  const program = await programOf(parseArguments([entry, ...flags], []), "run");
  assert.ok(program, `${entry} compiles`);
  programs.set(key, program);
  return program;
}

/** The cases as one program. */
async function bundle(part: readonly ConformanceCase[], flags: readonly string[] = []): Promise<Program> {
  const name = part === together ? "all" : part === compact ? "compact" : `third${thirds.findIndex(third => third === part)}`;
  const entry = `${BUNDLES}/${name}.ts`;
  await mkdir(BUNDLES, { recursive: true });
  await writeFile(entry, bundleSource(part, "../.."));
  return compiled(entry, flags);
}

test("there are dozens of cases", () => {
  assert.ok(cases.length >= 36, `${cases.length}`);
});

describe("on the Node host", () => {
  for (const { name, entry, expected } of cases) {
    test(name, async () => {
      const { wasm, awaits } = await compiled(entry);
      assert.equal(outcomeText(await runVirtually(wasm, awaits)), expected);
    });
  }
});

// The same cases with compact rings and deadlines, whose programs are below 64 KB.
describe("in the compact profile", () => {
  for (const { name, entry, expected } of [...compact, ...alone]) {
    test(`on the Node host: ${name}`, async () => {
      const { wasm, awaits } = await compiled(entry, COMPACT);
      assert.equal(outcomeText(await runVirtually(wasm, awaits)), expected);
    });
  }
  for (const name of REPRESENTATIVES) {
    test(`${name}: ${compact.length} cases as one program`, { skip: SKIPS.get(name)! }, async () => {
      assert.equal(outcomeText(await runOnBoard(await bundle(compact, COMPACT), name)), bundleExpected(compact));
    });
  }
});

describe("on boards", () => {
  for (const [name, ramBytes] of BOARDS) {
    const parts = ramBytes >= RAM_FOR_ALL ? [together] : thirds;
    for (const part of parts) {
      test(`${name}: ${part.length} cases as one program`, { skip: SKIPS.get(name)! }, async () => {
        assert.equal(outcomeText(await runOnBoard(await bundle(part), name)), bundleExpected(part));
      });
    }
    if (!REPRESENTATIVES.includes(name)) continue;
    for (const { name: caseName, entry, expected } of alone) {
      test(`${name}: ${caseName}`, { skip: SKIPS.get(name)! }, async () => {
        assert.equal(outcomeText(await runOnBoard(await compiled(entry), name)), expected);
      });
    }
  }

  test("the programs of several cases print the same on the Node host", async () => {
    for (const part of [together, ...thirds]) {
      const { wasm, awaits } = await bundle(part);
      assert.equal(outcomeText(await runVirtually(wasm, awaits)), bundleExpected(part));
    }
  });
});

/** What ends programs, and what hosts say of it: without times, for they run in real time, and without bare traps, which engines tell in their own words. */
const isSaid = ({ name }: ConformanceCase): boolean => /^(console-lost|deadlock|error-at-once|error-uncaught|exit-at-once|exit-code|heap|trap-assert)$/.test(name);

// The same modules, by the host in C.
describe("in interpreters", () => {
  const engines = [
    { name: "wamr", engine: iwasm, skip: noIwasm, words: ["--pool=4000000", "--stack=65536"] },
    { name: "wasm3", engine: wasm3, skip: noWasm3, words: [] },
  ];
  for (const { name, engine, skip, words } of engines) {
    test(`conformance in ${name}`, { skip }, async t => {
      const host = join(await buildHost(t, name, engine as Engine, "tests/wamr/virtual.c"), `tacet-${name}`);
      const folder = await folderWith(t, {});
      for (const [part, flags] of [[together, []], [compact, COMPACT]] as const) {
        const { wasm } = await bundle(part, flags);
        const file = join(folder, "cases.wasm");
        await writeFile(file, wasm);
        assert.equal(outcomeText(await execute(host, [...words, file], ".")), bundleExpected(part));
      }
      const real = join(await buildHost(t, name, engine as Engine), `tacet-${name}`); // whose own words are on a stream of their own
      for (const { name: caseName, entry, expected } of alone.filter(isSaid)) {
        const file = join(folder, `${caseName}.wasm`);
        await writeFile(file, (await compiled(entry)).wasm);
        assert.equal(outcomeText(await execute(real, [...words, file], ".")), withoutAwaits(expected), caseName);
      }
    });
  }
});
