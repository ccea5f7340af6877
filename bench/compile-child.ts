// One process of the compile-time measurement: compiles a program RUNS times and prints the first time and the best, in ms
// of processor time (so that other programs on the machine count less).
// Usage: node compile-child.js <source.ts> <asconfig.json> <optimize level>

import { main } from "assemblyscript/asc";

const RUNS = 3;
const [source, config, level] = process.argv.slice(2);
const times: number[] = [];
for (let i = 0; i < RUNS; i++) {
  const from = process.cpuUsage();
  const { error, stderr } = await main([source, "--config", config, "--optimizeLevel", level, "-o", "out.wasm"], { writeFile: () => {} });
  const { user, system } = process.cpuUsage(from);
  times.push((user + system) / 1000);
  if (error) {
    process.stderr.write(`${stderr.toString()}${error.message}\n`);
    process.exit(1);
  }
}
process.stdout.write(JSON.stringify({ cold: times[0], warm: Math.min(...times) }));
