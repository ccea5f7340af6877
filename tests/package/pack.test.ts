// The package as users get it: `npm pack`, installed into empty projects that know nothing of this repository.
// One project is made by hand and uses plain asc, one by `tacet init`; both build, run and test.

import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, before, test } from "node:test";
import { execute, folderWith, type Outcome } from "../cli/tacet.js";

const NPM = process.platform === "win32" ? "npm.cmd" : "npm";
const NPX = process.platform === "win32" ? "npx.cmd" : "npx";
const QUIET = ["--prefer-offline", "--no-audit", "--no-fund", "--loglevel", "error"];
const TSC = resolve("node_modules/@typescript/native/bin/tsc");

const PROGRAM = `import { sleep } from "tacet/assembly";

export async function addLater(a: i32, b: i32): Promise<i32> {
  await sleep(1);
  return a + b;
}

export async function main(): Promise<i32> {
  console.log("from the package");
  return await addLater(40, 2);
}
`;

let folder = "";
let tarball = "";

async function succeed(command: string, words: readonly string[], cwd: string): Promise<Outcome> {
  const outcome = await execute(command, words, cwd);
  assert.equal(outcome.code, 0, `${command} ${words.join(" ")}\n${outcome.stdout}${outcome.stderr}`);
  return outcome;
}

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "tacet-pack-"));
  // Scripts off: the build has run, or this test would not be there.
  const packed = await succeed(NPM, ["pack", "--json", "--ignore-scripts", "--pack-destination", folder, ...QUIET], resolve("."));
  const [{ filename }] = JSON.parse(packed.stdout) as [{ filename: string }];
  tarball = join(folder, filename);
});

after(() => rm(folder, { recursive: true, force: true }));

test("the package holds what it needs and nothing of the workshop", async () => {
  const listed = await succeed("tar", ["-tzf", tarball], folder);
  const files = listed.stdout.split("\n").filter(Boolean).map(file => file.replace(/^package\//, ""));
  for (const needed of ["package.json", "README.md", "LICENSE", "asconfig.json", "assembly/index.ts", "assembly/tsconfig.json", "dist/assembly/index.d.ts",
    "dist/cli/main.js", "dist/transform.js", "dist/host/node.js", "cli/template/gitignore", "cli/template/package.json",
    "boards/common/firmware.c", "boards/lm3s6965evb/board.json", "docs/8-boards.md", "docs/diagnostics.md"]) {
    assert.ok(files.includes(needed), `the package lacks ${needed}`);
  }
  const strange = files.filter(file => /^(tests|bench|scripts|examples|dist\/(tests|bench|scripts))\//.test(file) || file.endsWith(".map"));
  assert.deepEqual(strange, []);
});

test("an empty project builds with plain asc, runs with npx tacet, and imports the host", async t => {
  const project = await folderWith(t, {
    "package.json": JSON.stringify({ name: "consumer", private: true, type: "module" }),
    "asconfig.json": JSON.stringify({ options: { transform: ["tacet/transform"], runtime: "stub", outFile: "build/app.wasm" } }),
    "tsconfig.json": JSON.stringify({ extends: "tacet/tsconfig.json", include: ["app.ts"] }),
    "app.ts": PROGRAM,
    "host.mjs": `import { readFile } from "node:fs/promises";
import { instantiate } from "tacet/host/node";
const app = await instantiate(await readFile("build/app.wasm"));
console.log(await app.exports.addLater(1, 2));
await app.close();
`,
  });
  await succeed(NPM, ["install", tarball, ...QUIET], project);

  await succeed(NPX, ["--no-install", "asc", "app.ts"], project);
  assert.ok(WebAssembly.validate(await readFile(join(project, "build/app.wasm"))));
  assert.equal((await succeed(process.execPath, ["host.mjs"], project)).stdout, "3\n");

  const ran = await execute(NPX, ["--no-install", "tacet", "run", "app.ts"], project);
  assert.equal(ran.code, 42, ran.stderr);
  assert.equal(ran.stdout, "from the package\n");
  assert.match((await succeed(NPX, ["--no-install", "tacet", "build", "app.ts"], project)).stdout, /^build\/app\.wasm/);

  await succeed(process.execPath, [TSC, "-p", "."], project);
});

test("a project made by tacet init builds, runs, reports and tests", async t => {
  const project = await folderWith(t, {});
  await succeed(process.execPath, [resolve("dist/cli/main.js"), "init"], project);
  const installed = await succeed(NPM, ["install", tarball, ...QUIET.slice(0, -2)], project);
  assert.doesNotMatch(installed.stdout + installed.stderr, /script/, "npm has nothing to ask about scripts of ours");
  await succeed(NPM, ["run", "build"], project);
  assert.match((await succeed(NPM, ["start", "--silent"], project)).stdout, /40 \+ 2 = 42/);
  assert.match((await succeed(NPM, ["run", "report", "--silent"], project)).stdout, /addLater/);
  assert.match((await succeed(NPM, ["test"], project)).stdout, /# pass 1|pass 1/);
  await succeed(process.execPath, [TSC, "-p", "."], project);
});
