// Imports of what is not there: parts of Tacet that are none of AssemblyScript's, Node's modules; asc tells of other files.
import { readFile } from "node:fs/promises";
import { setTimeout } from "timers";
import { delay } from "tacet/timers";
import { other } from "./nothing";
export { instantiate } from "tacet/host/node";
import { sleep } from "tacet";

export async function run(): Promise<void> {
  await sleep(1);
}
