// tacet init: an empty folder -> a project that builds, runs and tests.
// Rule: all or nothing. If one of its files is there, nothing is written.

import { access, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { basename, dirname, join, relative, resolve } from "node:path";
import { UsageError } from "./errors.js";
import { PACKAGE_ROOT, packageVersion } from "./package.js";

const TEMPLATE = join(PACKAGE_ROOT, "cli/template");
/** npm leaves `.gitignore` out of packages, so the template spells it without the dot. */
const RENAMED: ReadonlyMap<string, string> = new Map([["gitignore", ".gitignore"]]);

/** @returns exit code */
export async function init(words: readonly string[]): Promise<number> {
  const options = words.filter(word => word.startsWith("-"));
  if (options.length) throw new UsageError(`init has no option '${options[0]}'`);
  if (words.length > 1) throw new UsageError("init takes one folder: tacet init [dir]");
  const target = resolve(words[0] ?? ".");
  const values: ReadonlyMap<string, string> = new Map([["name", packageName(target)], ["version", packageVersion()]]);

  const files = await templateFiles();
  const taken: string[] = [];
  for (const file of files) if (await exists(join(target, file.to))) taken.push(file.to);
  if (taken.length) {
    process.stderr.write(`tacet: nothing written: ${taken.join(", ")} would be overwritten in ${target}\n`);
    return 1;
  }
  for (const file of files) {
    const text = await readFile(join(TEMPLATE, file.from), "utf8");
    await mkdir(dirname(join(target, file.to)), { recursive: true });
    await writeFile(join(target, file.to), text.replace(/\{\{(\w+)\}\}/g, (whole, key: string) => values.get(key) ?? whole), { flag: "wx" });
    process.stdout.write(`  ${file.to}\n`);
  }
  const folder = relative("", target);
  // Until Tacet is in npm's registry, `npm install` alone would look for it there.
  const install = `npm install path/to/tacet-${packageVersion()}.tgz    the file that 'npm pack' makes in Tacet's repository`;
  process.stdout.write(`\nNext:\n${folder ? `  cd ${/\s/.test(folder) ? `"${folder}"` : folder}\n` : ""}  ${install}\n  npm start\n  npm test\n`);
  return 0;
}

interface TemplateFile {
  readonly from: string;
  readonly to: string;
}

async function templateFiles(): Promise<TemplateFile[]> {
  const entries = await readdir(TEMPLATE, { recursive: true, withFileTypes: true });
  return entries
    .filter(entry => entry.isFile())
    .map(entry => {
      // `path` until Node 20.11, `parentPath` since.
      const from = join(relative(TEMPLATE, entry.parentPath ?? entry.path), entry.name);
      return { from, to: join(dirname(from), RENAMED.get(entry.name) ?? entry.name) };
    })
    .sort((a, b) => (a.to < b.to ? -1 : 1));
}

async function exists(file: string): Promise<boolean> {
  try {
    await access(file);
    return true;
  } catch {
    return false;
  }
}

/** The folder's name as npm allows it. */
function packageName(folder: string): string {
  return basename(folder).toLowerCase().replace(/[^a-z0-9._-]+/g, "-").replace(/^[._-]+/, "") || "app";
}
