// Compiles AssemblyScript of the tests with asc -> wasm bytes, once per source and options.

import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "..");
const compiled = new Map<string, Promise<Uint8Array<ArrayBuffer>>>();

/** @param entry path in the repository. Throws with asc's diagnostics */
export function compileGuest(entry: string, options: readonly string[] = []): Promise<Uint8Array<ArrayBuffer>> {
  const key = [entry, ...options].join(" ");
  let wasm = compiled.get(key);
  if (wasm === undefined) compiled.set(key, (wasm = compile(entry, options)));
  return wasm;
}

async function compile(entry: string, options: readonly string[]): Promise<Uint8Array<ArrayBuffer>> {
  let binary: Uint8Array<ArrayBuffer> | undefined;
  const { error, stderr } = await asc.main([entry, "--baseDir", ROOT, "--outFile", "guest.wasm", "--runtime", "stub", "-O2", ...options], {
    // The repository's own configuration is for its examples.
    readFile: async (name) => (name === "asconfig.json" ? null : readFile(join(ROOT, name), "utf8").catch(() => null)),
    writeFile: (_name, contents) => {
      if (typeof contents !== "string") binary = new Uint8Array(contents);
    },
    listFiles: () => [],
  });
  if (error || binary === undefined) throw new Error(`${entry} does not compile:\n${stderr.toString()}`);
  return binary;
}

/** Appends a custom section `tacet` with `content`. */
export function withSection(wasm: Uint8Array, content: unknown): Uint8Array<ArrayBuffer> {
  const name = Buffer.from("tacet");
  const body = Buffer.concat([leb(name.length), name, Buffer.from(typeof content === "string" ? content : JSON.stringify(content))]);
  return new Uint8Array(Buffer.concat([wasm, Buffer.from([0]), leb(body.length), body]));
}

function leb(value: number): Buffer {
  const bytes: number[] = [];
  do {
    bytes.push((value & 0x7f) | (value > 0x7f ? 0x80 : 0));
    value >>>= 7;
  } while (value > 0);
  return Buffer.from(bytes);
}
