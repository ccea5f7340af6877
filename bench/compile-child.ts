// One process of the compile-time measurement: compiles a program some times and prints the first time and the best, in ms
// of processor time (so that other programs on the machine count less); and both of the lowering alone, from the call in which asc hands over
// the functions it has compiled to the call's end.
// Usage: node compile-child.js <source.ts> <asconfig.json> <optimize level>

import { Compiler } from "assemblyscript";
import { main } from "assemblyscript/asc";

const [source, config, level] = process.argv.slice(2);
/** As often as it gets faster: V8 goes on optimising a compiler for some ten programs. Binaryen, which is most of it at -O3, is as fast sooner. */
const runs = level === "0" ? 12 : 4;
const times: number[] = [];
const lowerings: number[] = [];

function msSince(from: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(from);
  return (user + system) / 1000;
}

/** Times asc's method that the lowering stands in (transform/2-desugar/hooks.ts), whoever puts another in its place; of those the outermost tells last. */
function timeLowering(): void {
  type Method = (this: unknown, offset: unknown) => void;
  let current = (Compiler.prototype as unknown as { readonly initDefaultMemory: Method }).initDefaultMemory;
  const timed = (method: Method): Method => function (offset) {
    const from = process.cpuUsage();
    method.call(this, offset);
    lowerings[times.length] = msSince(from);
  };
  Object.defineProperty(Compiler.prototype, "initDefaultMemory", {
    get: () => timed(current),
    set: (method: Method) => current = method,
  });
}

timeLowering();
for (let i = 0; i < runs; i++) {
  const from = process.cpuUsage();
  const { error, stderr } = await main([source, "--config", config, "--optimizeLevel", level, "-o", "out.wasm"], { writeFile: () => {} });
  times.push(msSince(from));
  if (error) {
    process.stderr.write(`${stderr.toString()}${error.message}\n`);
    process.exit(1);
  }
}
process.stdout.write(JSON.stringify({ cold: times[0], warm: Math.min(...times), loweringCold: lowerings[0], lowering: Math.min(...lowerings) }));
