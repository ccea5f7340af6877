// Files: what is there.

import { stat } from "node:fs/promises";

export function exists(file: string): Promise<boolean> {
  return stat(file).then(() => true, () => false);
}

export function isFolder(file: string): Promise<boolean> {
  return stat(file).then(found => found.isDirectory(), () => false);
}
