// Makes node_modules/tacet point at this repository, so that sources here import
// "tacet/assembly" and "tacet/transform" exactly as an installed project does.
// npm removes links it does not know, so it runs this whenever it has changed node_modules, from `dependencies`:
// a script of that name is no business of who installs the package, whom npm asks about one that is named `prepare`.

import { existsSync, mkdirSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = realpathSync(join(dirname(fileURLToPath(import.meta.url)), ".."));
const link = join(root, "node_modules", "tacet");

if (!existsSync(link) || realpathSync(link) !== root) {
  mkdirSync(dirname(link), { recursive: true });
  rmSync(link, { recursive: true, force: true });
  // "junction" needs no privilege on Windows; elsewhere the type is ignored and the link stays relative.
  symlinkSync(process.platform === "win32" ? root : "..", link, "junction");
}
