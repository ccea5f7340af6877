// A WASI runtime for tests: node:wasi, told by its first argument what to preopen, counting poll_oneoff.
//   node start.mjs '{ "preopens": { ".": "." }, "isVirtual": true }' app.wasm [arguments]
// With `isVirtual` its clock moves by waits for time alone, which take no time, and for a program that never waits: traces are exact. Its last
// line on stderr is `polls N`.

import { readFile } from "node:fs/promises";
import { WASI } from "node:wasi";

const TIMEOUT = 24;
/** So many looks at the clock without a wait make a busy program; each takes this long from there on. */
const BUSY_LOOKS = 50;
const BUSY_NS = 100_000n;

const [settings, file, ...args] = process.argv.slice(2);
const { preopens, isVirtual } = JSON.parse(settings);
const wasi = new WASI({ version: "preview1", args: [file, ...args], env: { NAME: "value", EMPTY: "" }, preopens, returnOnExit: true });
const imports = wasi.getImportObject();
const core = imports.wasi_snapshot_preview1;
const { poll_oneoff: poll, clock_time_get: time } = core;
let polls = 0;
let looks = 0;
let nowNs = 1_000_000n;
const view = () => new DataView(instance.exports.memory.buffer);

core.poll_oneoff = (subscriptions, events, count, eventCount) => {
  polls++;
  const isClockAlone = count === 1 && view().getUint8(subscriptions + 8) === 0;
  if (!isVirtual || !isClockAlone) return poll(subscriptions, events, count, eventCount);
  looks = 0;
  nowNs += view().getBigUint64(subscriptions + TIMEOUT, true);
  view().setUint32(eventCount, 1, true);
  return 0;
};
core.clock_time_get = (id, precision, out) => {
  if (!isVirtual) return time(id, precision, out);
  if (++looks > BUSY_LOOKS) nowNs += BUSY_NS;
  view().setBigUint64(out, nowNs, true);
  return 0;
};

const { instance } = await WebAssembly.instantiate(await readFile(file), imports);
process.exitCode = wasi.start(instance);
process.stderr.write(`polls ${polls}\n`);
