// Compiling in this process: AssemblyScript files -> a module, its text outputs, or what asc printed.
// Paths are the repository's, so that diagnostics read the same everywhere.

import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";

/** The repository: the next directory upwards that has this package's package.json. */
export const ROOT = packageRoot(dirname(fileURLToPath(import.meta.url)));

export interface Compiled {
  /** Whether asc accepted the program; if not, `binary` is empty. */
  readonly ok: boolean;
  readonly binary: Uint8Array<ArrayBuffer>;
  /** Other files it wrote, by name. */
  readonly outputs: ReadonlyMap<string, string>;
  /** Everything it printed, without colours. */
  readonly printed: string;
}

/** Our transform, as asc's `--transform` takes it. */
export const TRANSFORM = "./dist/transform.js";

/**
 * Compiles `entries`.
 * @param flags further arguments of asc
 * @param files contents of files that are not on disk, by path
 * @param transforms in this order
 */
export async function compileGuest(
  entries: readonly string[], flags: readonly string[] = [], files: Readonly<Record<string, string>> = {},
  transforms: readonly string[] = [TRANSFORM],
): Promise<Compiled> {
  const outputs = new Map<string, string>();
  let binary = new Uint8Array();
  let printed = "";
  const stream = { write: (chunk: string | Uint8Array): void => void (printed += chunk.toString()) };
  const { error } = await asc.main(
    [...entries, "--baseDir", ROOT, "--outFile", "out.wasm", "--noColors", ...transforms.flatMap(t => ["--transform", t]), ...flags],
    {
      stdout: stream,
      stderr: stream,
      // The repository's asconfig.json is not the cases'.
      readFile: name => files[name] ?? (name == "asconfig.json" ? null : readRepositoryFile(name)),
      writeFile: (name, contents) => {
        if (typeof contents == "string") outputs.set(name, contents);
        else binary = new Uint8Array(contents);
      },
      listFiles: () => [],
    },
  );
  return { ok: !error, binary: error ? new Uint8Array() : binary, outputs, printed };
}

const repositoryFiles = new Map<string, string | null>();

/** asc asks for several spellings of each import; most are not there. */
function readRepositoryFile(name: string): string | null {
  let text = repositoryFiles.get(name);
  if (text === undefined) {
    const path = join(ROOT, name);
    text = existsSync(path) ? readFileSync(path, "utf8") : null;
    repositoryFiles.set(name, text);
  }
  return text;
}

function packageRoot(from: string): string {
  const file = join(from, "package.json");
  if (existsSync(file) && (JSON.parse(readFileSync(file, "utf8")) as { name?: string }).name == "tacet") return from;
  return packageRoot(dirname(from));
}
