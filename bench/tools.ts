// Finds the compilers of the peers: environment -> a tool that has just built a probe for wasm32, or the reason why not.
// Debian's packages are named by scripts/system-packages.sh; newer versions on the machine are preferred to older ones.

import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";

export type Found<T> = { readonly tool: T } | { readonly missing: string };

export interface Clang {
  readonly command: string;
  readonly version: string;
}

export interface Rustc {
  readonly command: string;
  readonly version: string;
  /** Arguments that choose the linker and, where core was built here, the sysroot. */
  readonly args: readonly string[];
}

export function run(command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): { ok: boolean; output: string } {
  const child = spawnSync(command, args, { encoding: "utf8", env: { ...process.env, ...env } });
  return { ok: child.status === 0, output: `${child.stdout ?? ""}${child.stderr ?? ""}${child.error?.message ?? ""}` };
}

/** @param scratch a directory for probes */
export function findClang(scratch: string): Found<Clang> {
  const probe = join(scratch, "probe.c");
  writeFileSync(probe, "int __attribute__((export_name(\"probe\"))) probe(void) { return 1; }\n");
  for (const command of commandsLike(/^clang(-\d+)?$/)) {
    const built = run(command, ["--target=wasm32", "-nostdlib", "-Wl,--no-entry", "-o", join(scratch, "probe-c.wasm"), probe]);
    if (built.ok) return { tool: { command, version: firstLine(run(command, ["--version"]).output) } };
  }
  return { missing: "no clang with lld for wasm32 (Debian: clang, lld)" };
}

/**
 * @param coreDir where a core library built from the compiler's sources is kept
 * @param mayBuildCore building it takes half a minute; where not allowed, only one that is there already is used
 */
export function findRustc(scratch: string, coreDir: string, mayBuildCore: boolean): Found<Rustc> {
  const probe = join(scratch, "probe.rs");
  writeFileSync(probe, [
    "#![no_std]",
    "#[panic_handler] fn panic(_: &core::panic::PanicInfo) -> ! { core::arch::wasm32::unreachable() }",
    "#[no_mangle] pub extern \"C\" fn probe() -> u32 { 1 }",
  ].join("\n"));
  const linkers = commandsLike(/^(wasm-ld(-\d+)?|rust-lld)$/);
  const compilers = commandsLike(/^rustc$/).map((command) => ({ command, version: firstLine(run(command, ["--version"]).output) }));
  compilers.sort((a, b) => versionOf(b.version) - versionOf(a.version));
  for (const compiler of compilers) {
    for (const sysroot of [[], coreSysroot(compiler, coreDir, mayBuildCore)]) {
      if (!sysroot) continue;
      for (const linker of linkers) {
        const args = ["--target", "wasm32-unknown-unknown", `-Clinker=${linker}`, ...sysroot];
        if (run(compiler.command, [...args, "--crate-type", "cdylib", "-Cpanic=abort", "-o", join(scratch, "probe-rs.wasm"), probe]).ok) {
          return { tool: { ...compiler, args } };
        }
      }
    }
  }
  return { missing: compilers.length === 0
    ? "no rustc (Debian: rustc, libstd-rust-dev-wasm32)"
    : "no rustc whose target wasm32-unknown-unknown is installed (Debian: rustc, libstd-rust-dev-wasm32)" };
}

/** Where a compiler has its sources beside it but no library for wasm32: core alone, built from them (no allocation, no std). */
function coreSysroot(compiler: { command: string; version: string }, coreDir: string, mayBuild: boolean): string[] | null {
  const version = /\d+\.\d+\.\d+/.exec(compiler.version)?.[0];
  if (!version) return null;
  const sysroot = join(coreDir, `rust-${version}`);
  const args = ["--sysroot", sysroot];
  if (existsSync(sysroot)) return args;
  const installed = run(compiler.command, ["--print", "sysroot"]).output.trim();
  const source = [join(installed, "lib/rustlib/src/rust/library"), `/usr/src/rustc-${version}/library`].find((path) => existsSync(join(path, "core/src/lib.rs")));
  if (!source || !mayBuild) return null;

  process.stderr.write(`bench: building Rust's core ${version} for wasm32 (once)\n`);
  const partial = `${sysroot}.partial`;
  const lib = join(partial, "lib/rustlib/wasm32-unknown-unknown/lib");
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(lib, { recursive: true });
  const common = ["--target", "wasm32-unknown-unknown", "--crate-type", "rlib", "-Copt-level=3", "-Cpanic=abort", "-Ccodegen-units=1", "--cap-lints", "allow", "--out-dir", lib];
  const env = { RUSTC_BOOTSTRAP: "1" };
  const builtins = join(partial, "compiler_builtins.rs"); // wasm32 needs none of them here, but the linker asks for the crate
  writeFileSync(builtins, "#![feature(compiler_builtins)]\n#![compiler_builtins]\n#![no_std]\n");
  const built = run(compiler.command, [...common, "--edition", "2024", "--crate-name", "core", join(source, "core/src/lib.rs")], env).ok
    && run(compiler.command, [...common, "--sysroot", partial, "--edition", "2021", "--crate-name", "compiler_builtins", builtins], env).ok;
  if (!built) {
    rmSync(partial, { recursive: true, force: true });
    return null;
  }
  renameSync(partial, sysroot);
  return args;
}

/** Executables on PATH (and /usr/bin) whose names match, the highest version number first. */
function commandsLike(pattern: RegExp): string[] {
  const folders = [...new Set([...(process.env.PATH ?? "").split(delimiter), "/usr/bin"])].filter((folder) => existsSync(folder));
  const commands = folders.flatMap((folder) => readdirSync(folder).filter((name) => pattern.test(name)).map((name) => ({ folder, name })));
  commands.sort((a, b) => suffixOf(b.name) - suffixOf(a.name));
  return commands.map(({ folder, name }) => join(folder, name));
}

function suffixOf(name: string): number {
  return Number(/-(\d+)$/.exec(name)?.[1] ?? 0);
}

function versionOf(text: string): number {
  const [, major, minor] = /(\d+)\.(\d+)/.exec(text) ?? [];
  return Number(major ?? 0) * 1000 + Number(minor ?? 0);
}

function firstLine(text: string): string {
  return text.split("\n", 1)[0].trim();
}
