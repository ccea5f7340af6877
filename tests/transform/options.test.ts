// Options of asc that a user may set, one by one: the same program gives the same trace, and each option does what it says.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import binaryen from "binaryen";
import { compileGuest, TRANSFORM, type Compiled } from "../support/compile.js";
import { Guest } from "../support/guest.js";
import { decodeSourceMap, functionRanges, mappingAt } from "../support/wasm.js";

const INPUT = "tests/lower/generated/input.ts";

/** Frames, children, a pool, a timer, an indirect call, a static string and a global of its own. */
const PROGRAM = `
import { frameBuffer, sleep, spawn, yieldNow } from "tacet/assembly";
import { mark, trace } from "../trace";

let global: i32 = start();

function start(): i32 {
  return 5;
}

export function answer(): i32 {
  return 1;
}

function add(a: i32): i32 {
  return a + global;
}

async function child(ms: f64, v: i32): Promise<i32> {
  await sleep(ms);
  return v;
}

@pool(2)
async function task(v: i32): Promise<i32> {
  const buffer = frameBuffer(100);
  store<i32>(buffer + 96, v);
  await yieldNow();
  memory.copy(buffer, buffer + 96, 4);
  return load<i32>(buffer) + load<i32>(buffer + 4);
}

export async function run(): Promise<i32> {
  mark("begins");
  const p = child(2, 1);
  const t = await spawn(task(7));
  let fn: (v: i32) => i32 = add;
  trace("indirect", fn(await child(1, 10)));
  const joined = trace("joined", await t.join());
  return (await p) + joined + answer();
}
`;

const TRACE = ["> run()", "begins", ". 1 ms", "indirect 15", "joined 7", ". 2 ms", "< run = 9"];

async function compile(flags: readonly string[], text = PROGRAM): Promise<Compiled> {
  return await compileGuest([INPUT, "tests/lower/exports.ts"], flags, { [INPUT]: text });
}

async function compiled(flags: readonly string[], text = PROGRAM): Promise<Compiled> {
  const outcome = await compile(flags, text);
  assert.ok(outcome.ok, outcome.printed);
  return outcome;
}

function run(binary: Uint8Array<ArrayBuffer>, imports: WebAssembly.Imports = {}): string[] {
  return new Guest(new WebAssembly.Module(binary), imports).run([["start", "run"], ["end"]]);
}

describe("options that change code, not behaviour", () => {
  const OPTIONS = [
    "-O1", "-O2", "-Os", "-O3s", "-O3z", "-O3 --converge", "-O2 --noAssert", "-O3 --debug", "-O0 --debug", "-O1 --uncheckedBehavior always",
    "-O0 --runtime minimal", "-O3 --runtime incremental --exportRuntime", "-O3 --runtime incremental --stackSize 4096", "-O0 --noColors --pedantic",
    "-O3 --disable bulk-memory", "-O0 --disable sign-extension --disable nontrapping-f2i", "-O3 --disable mutable-globals", "-O2 --enable multi-value",
    "-O2 --enable reference-types", "-O1 --enable tail-calls --enable exception-handling", "-O3 --zeroFilledMemory", "-O0 --lowMemoryLimit",
    "-O2 --tableBase 20 --exportTable", "-O0 --maximumMemory 5",
  ];
  for (const option of OPTIONS) {
    test(option, async () => {
      const { binary } = await compiled(["--runtime", "stub", ...option.split(" ")]);
      const module = new WebAssembly.Module(binary);
      assert.deepEqual(WebAssembly.Module.imports(module), []);
      assert.deepEqual(run(binary), TRACE);
    });
  }

  test("--disable bulk-memory leaves none of its instructions", async () => {
    const { binary } = await compiled(["-O0", "--runtime", "stub", "--disable", "bulk-memory"]);
    const module = binaryen.readBinary(binary);
    assert.deepEqual(module.emitText().match(/\bmemory\.(copy|fill|init)\b/g), null);
    module.dispose();
  });
});

describe("memory", () => {
  const heapBase = "export function heapBase(): usize { return __heap_base; }\nexport function control(): usize { return tacet_control(); }\n"
    + 'import { CONTROL } from "tacet/assembly/control";\nfunction tacet_control(): usize { return CONTROL; }\n';

  function numbers(binary: Uint8Array<ArrayBuffer>): { heapBase: number; control: number; pages: number } {
    const exports = new WebAssembly.Instance(new WebAssembly.Module(binary)).exports as unknown as {
      memory: WebAssembly.Memory; heapBase: () => number; control: () => number;
    };
    return { heapBase: exports.heapBase(), control: exports.control(), pages: exports.memory.buffer.byteLength / 65536 };
  }

  test("--memoryBase moves everything static, pools included", async () => {
    const low = numbers((await compiled(["-O0", "--runtime", "stub"], PROGRAM + heapBase)).binary);
    const high = numbers((await compiled(["-O0", "--runtime", "stub", "--memoryBase", "70000"], PROGRAM + heapBase)).binary);
    assert.ok(high.control >= 70000);
    assert.equal(low.pages, Math.ceil(low.heapBase / 65536));
    assert.equal(high.pages, Math.ceil(high.heapBase / 65536));
    // asc's own base is a small number.
    assert.ok(high.heapBase > 70000 + low.heapBase - 2000 && high.heapBase <= 70000 + low.heapBase, `${low.heapBase}, ${high.heapBase}`);
    assert.deepEqual(run((await compiled(["-O3", "--runtime", "stub", "--memoryBase", "70000"])).binary), TRACE);
  });

  test("pools are within the memory the module asks for", async () => {
    const large = PROGRAM.replace("@pool(2)", "@pool(3000)").replace("frameBuffer(100)", "frameBuffer(128)");
    const { binary } = await compiled(["-O0", "--runtime", "stub"], large + heapBase);
    const { heapBase: end, pages } = numbers(binary);
    assert.ok(end > 3000 * 128);
    assert.equal(pages, Math.ceil(end / 65536));
    assert.deepEqual(run(binary), TRACE);
  });

  test("--initialMemory gives that many pages", async () => {
    assert.equal(numbers((await compiled(["-O0", "--runtime", "stub", "--initialMemory", "7"], PROGRAM + heapBase)).binary).pages, 7);
  });

  test("--initialMemory that is too small is refused", async () => {
    const { ok, printed } = await compile(["-O0", "--runtime", "stub", "--initialMemory", "1"], PROGRAM.replace("@pool(2)", "@pool(9000)"));
    assert.ok(!ok);
    assert.match(printed, /Module requires at least '\d+' pages of initial memory/);
  });

  test("--lowMemoryLimit counts pools", async () => {
    const fits = await compile(["-O3", "--runtime", "stub", "--lowMemoryLimit", "300000"]);
    assert.ok(fits.ok, fits.printed);
    const { ok, printed } = await compile(["-O3", "--runtime", "stub", "--lowMemoryLimit", "300000"], PROGRAM.replace("@pool(2)", "@pool(9000)"));
    assert.ok(!ok);
    assert.match(printed, /low memory/i);
  });

  test("--importMemory", async () => {
    const { binary } = await compiled(["-O2", "--runtime", "stub", "--importMemory", "--initialMemory", "5"]);
    const memory = new WebAssembly.Memory({ initial: 5 });
    assert.deepEqual(run(binary, { env: { memory } }), TRACE);
  });

  test("--sharedMemory", async () => {
    const { binary } = await compiled(["-O2", "--runtime", "stub", "--enable", "threads", "--sharedMemory", "--maximumMemory", "4"]);
    assert.deepEqual(run(binary), TRACE);
  });
});

test("--exportStart runs top-level code when the host says so", async () => {
  const { binary } = await compiled(["-O2", "--runtime", "stub", "--exportStart", "begin"]);
  const guest = new Guest(new WebAssembly.Module(binary));
  (guest.exports.begin as () => void)();
  assert.deepEqual(guest.run([["start", "run"], ["end"]]), TRACE);
});

test("--bindings does not stumble over exported async functions", async () => {
  const { outputs } = await compiled(["-O0", "--runtime", "stub", "--exportRuntime", "--bindings", "esm"]);
  assert.ok(outputs.has("out.js"));
});

describe("source maps", () => {
  const text = `
import { yieldNow } from "tacet/assembly";
import { trace } from "../trace";

async function fails(n: i32): Promise<i32> {
  const before = n * 2;
  await yieldNow();
  const after = before + 1;
  if (after > 6) {
    unreachable();
  }
  trace("after",
    after);
  await yieldNow();
  return after;
}

export async function run(): Promise<i32> {
  let sum = 0;
  for (let i = 0; i < 5; i++) {
    sum += await fails(i);
  }
  return sum;
}
`;
  const lineOf = (part: string, source = text): number => source.slice(0, source.indexOf(part)).split("\n").length;
  /** So much code that start and resume have one body. */
  const long = text.replace("  await yieldNow();", "  if (n != 1) await yieldNow();").replace("  const after = before + 1;", `  let after = before;
  for (let i = 0; i < 2; i++) {
${"    after = after * 3 - (after << 1) ^ n;\n".repeat(60)}    await yieldNow();
  }
  after++;`);

  for (const level of ["-O0", "-O3", "-Oz"]) for (const [name, source] of [["a trap", text], ["a trap in a long function", long]]) {
    test(`${level}: ${name} behind an await is found on its line`, async () => {
      const { binary, outputs } = await compiled([level, "--runtime", "stub", "--sourceMap", "--debug"], source);
      const mappings = decodeSourceMap(outputs.get("out.wasm.map")!);
      const guest = new Guest(new WebAssembly.Module(binary));
      let stack = "";
      guest.start("run");
      try {
        for (let i = 0; i < 20; i++) guest.exports.tacet_turn(1);
      } catch (error) {
        stack = (error as Error).stack!;
      }
      const offset = Number(/wasm-function\[\d+\]:(0x[0-9a-f]+)/.exec(stack)![1]);
      const at = mappingAt(mappings, offset)!;
      assert.equal(at.source, INPUT);
      assert.equal(at.line, lineOf("unreachable();", source));
      const inside = functionRanges(binary).find(range => range.from <= offset && offset < range.to)!;
      if (level == "-O0") assert.equal(inside.name, `tests/lower/generated/input/fails${source == text ? "~resume" : ""}`);
    });
  }

  test("every statement behind an await has a position in the resume function", async () => {
    const { binary, outputs } = await compiled(["-O0", "--runtime", "stub", "--sourceMap", "--debug"], text);
    const mappings = decodeSourceMap(outputs.get("out.wasm.map")!);
    const resume = functionRanges(binary).find(range => range.name == "tests/lower/generated/input/fails~resume")!;
    const lines = new Set(mappings.filter(m => m.offset >= resume.from && m.offset < resume.to && m.source == INPUT).map(m => m.line));
    for (const part of ["before + 1", "after > 6", "unreachable();", 'trace("after"', "return after"]) assert.ok(lines.has(lineOf(part)), part);
    assert.ok(!lines.has(lineOf("n * 2")), "the code before the first await is not in it");
    const count = text.split("\n").length;
    for (const m of mappings) if (m.source == INPUT) assert.ok(m.line <= count && m.column >= 1);
  });

  test("every statement has a position in the one body of a long function", async () => {
    const { binary, outputs } = await compiled(["-O0", "--runtime", "stub", "--sourceMap", "--debug"], long);
    const functions = functionRanges(binary);
    const body = functions.find(range => range.name == "tests/lower/generated/input/fails")!;
    assert.ok(!functions.some(range => range.name == "tests/lower/generated/input/fails~resume"));
    const inside = decodeSourceMap(outputs.get("out.wasm.map")!).filter(m => m.offset >= body.from && m.offset < body.to && m.source == INPUT);
    const lines = new Set(inside.map(m => m.line));
    for (const part of ["n * 2", "after * 3", "after++", "after > 6", "unreachable();", 'trace("after"', "return after"]) {
      assert.ok(lines.has(lineOf(part, long)), part);
    }
  });

  test("without --sourceMap there is none, and --debug alone gives names", async () => {
    const { binary, outputs } = await compiled(["-O0", "--runtime", "stub", "--debug"], text);
    assert.ok(!outputs.has("out.wasm.map"));
    assert.ok(functionRanges(binary).some(range => range.name == "tests/lower/generated/input/fails~resume"));
  });
});

describe("other transforms", () => {
  const other = "./tests/support/other-transform.mjs";
  for (const [name, order] of [["before ours", [other, TRANSFORM]], ["behind ours", [TRANSFORM, other]]] as const) {
    test(name, async () => {
      const { ok, binary, printed } = await compileGuest([INPUT, "tests/lower/exports.ts"], ["-O2", "--runtime", "stub"], { [INPUT]: PROGRAM }, order);
      assert.ok(ok, printed);
      assert.deepEqual(run(binary), [...TRACE.slice(0, -1), "< run = 50"]);
      const { seen } = new WebAssembly.Instance(new WebAssembly.Module(binary)).exports as unknown as { seen: WebAssembly.Global };
      assert.equal(seen.value, 1);
    });
  }

  test("a program without async is asc's own", async () => {
    const plain = "export function answer(): i32 { return 1; }";
    const ours = await compileGuest([INPUT], ["-O0", "--runtime", "stub"], { [INPUT]: plain });
    const theirs = await compileGuest([INPUT], ["-O0", "--runtime", "stub"], { [INPUT]: plain }, []);
    assert.deepEqual(ours.binary, theirs.binary);
  });
});
