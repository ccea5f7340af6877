// The command as a user calls it: a child process in a folder of its own.

import { spawn, type ChildProcess } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import type { TestContext } from "node:test";

export const MAIN = resolve("dist/cli/main.js");
const TIMEOUT_MS = 120_000;
/** Without the mark of a running test: `node --test` in a child would take itself for a part of this run. */
const ENVIRONMENT = Object.fromEntries(Object.entries(process.env).filter(([name]) => name !== "NODE_TEST_CONTEXT"));

export interface Outcome {
  /** null when the process was killed. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `tacet` with these words in `cwd`. */
export function tacet(words: readonly string[], cwd: string, stdin?: string): Promise<Outcome> {
  return execute(process.execPath, [MAIN, ...words], cwd, stdin);
}

/** Starts `tacet` without waiting for it; the test kills it. */
export function start(words: readonly string[], cwd: string): ChildProcess {
  return spawn(process.execPath, [MAIN, ...words], { cwd, env: ENVIRONMENT, timeout: TIMEOUT_MS, stdio: "pipe" });
}

/** Runs a program and collects what it says. Never rejects on a bad exit code. */
export function execute(command: string, words: readonly string[], cwd: string, stdin = ""): Promise<Outcome> {
  return new Promise((done, fail) => {
    const child = spawn(command, words, { cwd, env: ENVIRONMENT, timeout: TIMEOUT_MS, stdio: "pipe" });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    child.on("error", fail);
    child.on("close", code => done({ code, stdout, stderr }));
    child.stdin.on("error", () => {}); // a program that does not read its input may be gone
    child.stdin.end(stdin);
  });
}

/** A temporary folder with these files, removed when the test ends. */
export async function folderWith(context: TestContext, files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "tacet-test-"));
  context.after(() => rm(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  return folder;
}
