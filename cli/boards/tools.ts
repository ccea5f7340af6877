// Tools: programs of others that boards need -> their output, or an error that says what to install.

import { execFile } from "node:child_process";
import { InternalError, ToolError } from "../errors.js";

/** Debian's package for a tool. */
const PACKAGE_OF: readonly (readonly [RegExp, string])[] = [
  [/^arm-none-eabi-/, "gcc-arm-none-eabi libnewlib-arm-none-eabi"],
  [/^riscv64-unknown-elf-/, "gcc-riscv64-unknown-elf picolibc-riscv64-unknown-elf"],
  [/^qemu-system-arm$/, "qemu-system-arm"],
  [/^qemu-system-riscv/, "qemu-system-misc"],
  [/^openocd$/, "openocd"],
  [/^st-flash$/, "stlink-tools"],
  [/^dfu-util$/, "dfu-util"],
];

/** How a tool is installed, in a few words. */
export function installHint(command: string): string {
  const found = PACKAGE_OF.find(([pattern]) => pattern.test(command));
  return found ? `Debian: apt-get install ${found[1]}` : "install it, or add it to PATH";
}

export function missingTool(command: string): ToolError {
  return new ToolError(`'${command}' is not installed`, installHint(command));
}

/** Runs a tool to its end. @returns its standard output. @throws ToolError where it is missing, InternalError with its words where it fails */
export function runTool(command: string, words: readonly string[], cwd?: string): Promise<string> {
  return new Promise((done, fail) => {
    execFile(command, words, { cwd, maxBuffer: 64 << 20 }, (error, stdout, stderr) => {
      if (!error) return done(stdout);
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return fail(missingTool(command));
      fail(new InternalError(`${command} failed:\n${stderr.trim() || error.message}`));
    });
  });
}
