// QEMU: a firmware -> a process of QEMU, with the program's console as its standard streams and the program's exit code.
// Instructions are counted (-icount), so a run takes the same virtual time on every machine, and sleeping costs none.

import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AwaitMap } from "../../host/awaits.js";
import { EXIT_INTERRUPTED } from "../exit-codes.js";
import { onInterrupts } from "../interrupts.js";
import type { Streams } from "./emulator.js";
import { ReportReader } from "./reports.js";
import { missingTool } from "./tools.js";

/** One instruction takes 2^4 ns of virtual time; while the processor sleeps, time jumps. */
const OPTIONS = ["-display", "none", "-monitor", "none", "-serial", "stdio", "-semihosting-config", "enable=on,target=native", "-icount", "shift=4,sleep=off"];
/** What QEMU says of machines that are all right. */
const NOISE = /^(Timer with period zero, disabling|qemu-system-\S+: terminating on signal.*)$/;
/**
 * Node's standard streams are sockets, which hold a few hundred writes of one byte; some of QEMU's serial lines drop what finds
 * them full. A pipe holds 64 KB. bash becomes the emulator, so its process and exit code are that.
 */
const THROUGH_PIPE = 'exec "$0" "$@" > >(exec cat)';
/** What bash says of a command that is not there. */
const NOT_FOUND = /^bash: .*: not found$/;

/** @returns exit code of the program */
export async function runInQemu(machine: readonly string[], elf: Uint8Array, map: AwaitMap | undefined, streams: Streams): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), "tacet-emulate-"));
  try {
    const file = join(folder, "app.elf");
    await writeFile(file, elf);
    return await run([...machine, ...OPTIONS, "-kernel", file], map, streams);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function run([command, ...words]: readonly string[], map: AwaitMap | undefined, streams: Streams): Promise<number> {
  return new Promise((done, fail) => {
    const child = spawn("bash", ["-c", THROUGH_PIPE, command!, ...words], { stdio: [streams.input ? "pipe" : "inherit", "pipe", "pipe"] });
    const reader = new ReportReader({ out: bytes => streams.out(bytes), report: text => streams.err(`${text}\n`) }, map);
    let exitInterrupted: number | undefined;
    const stopListening = onInterrupts(signal => {
      exitInterrupted ??= EXIT_INTERRUPTED[signal];
      child.kill(); // an emulator that is left behind would run for ever
    });
    child.stdin?.on("error", () => undefined); // the program may have ended before it read
    child.stdout!.once("data", () => streams.input && child.stdin?.write(streams.input)); // kept open: a serial line has no end
    child.stdout!.on("data", (chunk: Uint8Array) => reader.write(chunk));
    let noise = "";
    let isMissing = false;
    child.stderr!.setEncoding("utf8").on("data", (text: string) => {
      const lines = (noise + text).split("\n");
      noise = lines.pop()!;
      for (const line of lines) {
        isMissing ||= NOT_FOUND.test(line);
        if (line !== "" && !isMissing && !NOISE.test(line)) streams.err(`${line}\n`);
      }
    });
    child.once("error", (error: NodeJS.ErrnoException) => fail(error.code === "ENOENT" ? missingTool("bash") : error));
    child.once("close", (code) => {
      stopListening();
      reader.end();
      if (isMissing) fail(missingTool(command!));
      else done(exitInterrupted ?? code ?? EXIT_INTERRUPTED.SIGINT); // QEMU that is asked to end says 0
    });
  });
}
