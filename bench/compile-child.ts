// One process of the compile-time measurement: compiles a program RUNS times and prints the first time and the best, in ms
// of processor time (so that other programs on the machine count less); and the best of the lowering alone, from the call in which asc hands over
// the functions it has compiled to the call's end.
// Usage: node compile-child.js <source.ts> <asconfig.json> <optimize level>

import { Compiler } from "assemblyscript";
import { main } from "assemblyscript/asc";

const RUNS = 4;
const [source, config, level] = process.argv.slice(2);
const times: number[] = [];
const lowerings: number[] = [];

function msSince(from: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(from);
  return (user + system) / 1000;
}

/** Times asc's method that the lowering stands in (transform/2-desugar/hooks.ts), once the transform is there. */
function timeLowering(): void {
  const asc = Compiler.prototype as unknown as { initDefaultMemory(offset: unknown): void };
  const { initDefaultMemory } = asc;
  asc.initDefaultMemory = function (offset) {
    const from = process.cpuUsage();
    initDefaultMemory.call(this, offset);
    lowerings.push(msSince(from));
  };
}

for (let i = 0; i < RUNS; i++) {
  const from = process.cpuUsage();
  const { error, stderr } = await main([source, "--config", config, "--optimizeLevel", level, "-o", "out.wasm"], { writeFile: () => {} });
  times.push(msSince(from));
  if (i == 0) timeLowering();
  if (error) {
    process.stderr.write(`${stderr.toString()}${error.message}\n`);
    process.exit(1);
  }
}
process.stdout.write(JSON.stringify({ cold: times[0], warm: Math.min(...times), lowering: Math.min(...lowerings) }));
