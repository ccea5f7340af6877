// as-pect: which AssemblyScript tests to run, and how their modules are instantiated.
// `npm run test:as` runs all; TACET_SEED=n repeats one fuzz seed instead of a fresh one.

const seed = process.env.TACET_SEED ? Number(process.env.TACET_SEED) : Date.now() >>> 0;

export default {
  entries: ["tests/assembly/*.spec.ts"],
  include: [],
  disclude: [/node_modules/],
  instantiate(memory, createImports, instantiate, binary) {
    return instantiate(binary, createImports({ env: { memory }, fuzz: { freshSeed: () => seed } }));
  },
  outputBinary: false,
};
