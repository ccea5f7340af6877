// Package: where this package lies, and the versions it has.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of our package.json. dist/cli/ is two below it. */
export const PACKAGE_ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "../..");

export function packageVersion(): string {
  return versionIn(join(PACKAGE_ROOT, "package.json"));
}

/** Version of the asc that compiles: npm may have put it next to us or inside us. */
export function ascVersion(): string {
  return versionIn(createRequire(import.meta.url).resolve("assemblyscript/package.json"));
}

function versionIn(manifest: string): string {
  return (JSON.parse(readFileSync(manifest, "utf8")) as { version: string }).version;
}
