#!/usr/bin/env node
// The `tacet` command: first word -> the file that does it; what it throws -> one line and an exit code.

import { compileOnce } from "./engine.js";
import { ConfigurationError, InternalError, ToolError, UsageError } from "./errors.js";
import { HELP, HELP_OF } from "./help.js";
import { didYouMean } from "../transform/nearest.js";
import { ascVersion, packageVersion } from "./package.js";

const EXIT_FAILED = 1;
const EXIT_USAGE = 2;

type Command = (words: readonly string[]) => Promise<number>;

/** Loaded on demand: asc alone takes half a second, and help needs none of it. */
const commands: ReadonlyMap<string, () => Promise<Command>> = new Map([
  ["build", async () => (await import("./build.js")).build],
  ["run", async () => (await import("./run.js")).run],
  ["flash", async () => (await import("./flash.js")).flash],
  ["report", async () => (await import("./report.js")).report],
  ["init", async () => (await import("./init.js")).init],
]);

async function main(words: readonly string[]): Promise<number> {
  const [first, ...rest] = words;
  const end = rest.indexOf("--");
  const asksHelp = rest.slice(0, end < 0 ? rest.length : end).some(word => word === "--help" || word === "-h");
  if (first === undefined || first === "help" || first === "--help" || first === "-h" || asksHelp) {
    const topic = first === "help" ? rest[0] : first;
    if (topic !== undefined && first === "help" && !(topic in HELP_OF)) throw new UsageError(`unknown command '${topic}'${didYouMean(topic, commands.keys())}`);
    // Without a word the help is an answer to a mistake.
    (first === undefined ? process.stderr : process.stdout).write(HELP_OF[topic ?? ""] ?? HELP);
    return first === undefined ? EXIT_USAGE : 0;
  }
  if (first === "version" || first === "--version" || first === "-v") {
    process.stdout.write(`tacet ${packageVersion()} (asc ${ascVersion()})\n`);
    return 0;
  }
  const command = commands.get(first);
  if (!command) {
    throw new UsageError(first.endsWith(".ts") ? `unknown command '${first}'; did you mean 'tacet run ${first}'?` : `unknown command '${first}'${didYouMean(first, commands.keys())}`);
  }
  compileOnce();
  return (await command())(rest);
}

/** Says what went wrong with `command`, if it was one; @returns exit code */
function explain(error: unknown, command: string | undefined, showStack: boolean): number {
  if (error instanceof UsageError) {
    process.stderr.write(`tacet: ${error.message}\nTry: tacet ${command === undefined || !commands.has(command) ? "--help" : `help ${command}`}\n`);
    return EXIT_USAGE;
  }
  if (error instanceof ToolError) {
    process.stderr.write(`tacet: ${error.message}\n  ${error.hint}\n`);
    return EXIT_FAILED;
  }
  if (error instanceof ConfigurationError || isSystemError(error)) {
    process.stderr.write(`tacet: ${error.message}\n`);
    return EXIT_FAILED;
  }
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`tacet: internal error: ${error instanceof InternalError ? "" : "unexpected: "}${message}\n`);
  process.stderr.write("This is a mistake in Tacet, not in your program. Please report it with the source that caused it.\n");
  process.stderr.write(showStack ? `${stackOf(error)}\n` : "Run the command again with --debug to see where it happened.\n");
  return EXIT_FAILED;
}

/** What the file system refused: a full disk, a folder that can't be written. */
function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && "syscall" in error;
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? "" : `\nCaused by: ${stackOf(error.cause)}`;
  return `${error.stack ?? error.message}${cause}`;
}

const words = process.argv.slice(2);
let isCutOff = false;
// Whoever reads what we say may stop early, as `head` does. A full disk is a failure of every command but `run`: what ends that is the program's.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE" || isCutOff) return;
  isCutOff = true;
  if (words[0] !== "run") process.exitCode = EXIT_FAILED;
  process.stderr.write(`tacet: cannot write to stdout: ${error.message}\n`);
});
process.stderr.on("error", () => {}); // nobody is left who could be told
let exitCode: number;
try {
  exitCode = await main(words);
} catch (error) {
  exitCode = explain(error, words[0], words.includes("--debug"));
}
// Not process.exit: output that is still on its way to a pipe would be lost.
process.exitCode = isCutOff && words[0] !== "run" ? EXIT_FAILED : exitCode;
