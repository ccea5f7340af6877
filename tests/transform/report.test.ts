// The report against programs whose layout can be counted by hand, and against the module it describes.

import assert from "node:assert/strict";
import { test } from "node:test";
import { pathToHeap } from "../../transform/4-report/allocation.js";
import type { ModuleReport } from "../../cli/report.js";
import { folderWith, tacet } from "../cli/tacet.js";
import type { TestContext } from "node:test";

async function reportOf(t: TestContext, source: string, ...flags: string[]): Promise<ModuleReport> {
  const folder = await folderWith(t, { "app.ts": source });
  const outcome = await tacet(["report", "app.ts", "--json", ...flags], folder);
  assert.equal(outcome.code, 0, outcome.stderr);
  return JSON.parse(outcome.stdout) as ModuleReport;
}

const PROGRAM = `import { frameBuffer, trySpawn, yieldNow } from "tacet/assembly";

async function child(n: i32): Promise<i32> {
  const buffer = frameBuffer(100);
  store<i32>(buffer, n);
  await yieldNow();
  return load<i32>(buffer);
}

// @ts-ignore: decorator
@pool(3)
async function worker(): Promise<void> {
  await yieldNow();
}

export async function main(): Promise<i32> {
  const a = child(1);
  trySpawn(worker());
  return await a;
}
`;

test("frames, tasks and pools add up to the RAM of the program", async t => {
  const report = await reportOf(t, PROGRAM, "-O0");
  const frame = (name: string) => report.functions.find(fn => fn.name === `app/${name}`)!;
  assert.ok(frame("child").frameBytes >= 4 + 100 && frame("child").frameBytes <= 4 + 100 + 8, `${frame("child").frameBytes}`);
  assert.equal(frame("child").location, "app.ts:3");
  assert.ok(frame("main").frameBytes > frame("child").frameBytes, "the child's storage lies in its owner's frame");

  const child = report.tasks.find(task => task.kind === "child" && task.owner === "app/main")!;
  assert.equal(child.function, "app/child");
  assert.ok(child.taskBytes >= child.stackBytes + 12);
  assert.equal(report.tasks.find(task => task.function === "app/main")!.kind, "main");

  const pool = report.pools.find(p => p.function === "app/worker")!;
  assert.equal(pool.slots, 3);
  assert.equal(pool.bytes, 3 * pool.slotBytes + 12); // tasks end and are counted, and none waits for a slot
  assert.equal(report.ringsBytes, 0);
  const sum = [...report.pools, ...report.runtime].reduce((all, part) => all + part.bytes, 0) + report.staticBytes;
  assert.ok(report.staticBytes >= 0 && report.ramBytes >= sum && report.ramBytes < sum + 8, `${report.ramBytes} is not ${sum}`);
});

test("a recursion takes n frames of the functions in it", async t => {
  const source = (n: number) => `import { yieldNow } from "tacet/assembly";
// @ts-ignore: decorator
@depth(${n})
async function even(n: i32): Promise<bool> {
  await yieldNow();
  return n == 0 || !(await even2(n - 1));
}
async function even2(n: i32): Promise<bool> {
  await yieldNow();
  return n == 0 || !(await even(n - 1));
}
export async function main(): Promise<i32> {
  return await even(7) ? 1 : 0;
}
`;
  const [ten, eleven] = [await reportOf(t, source(10), "-O0"), await reportOf(t, source(11), "-O0")];
  const frame = (name: string) => ten.functions.find(fn => fn.name === `app/${name}`)!.frameBytes;
  const main = (report: ModuleReport) => report.tasks.find(task => task.kind === "main")!;
  assert.equal(main(eleven).stackBytes - main(ten).stackBytes, frame("even") + frame("even2"));
  assert.equal(main(eleven).taskBytes - main(ten).taskBytes, frame("even") + frame("even2"));
});

test("the proof holds at every optimisation level, and a concatenation breaks it", async t => {
  assert.deepEqual((await reportOf(t, PROGRAM, "-O0")).allocation, { proved: true });
  assert.deepEqual((await reportOf(t, PROGRAM, "-Oz")).allocation, { proved: true });
  const { allocation } = await reportOf(t, PROGRAM.replace("store<i32>(buffer, n)", "console.log(\"n = \" + n.toString())"), "-O0");
  assert.ok(!allocation.proved);
  assert.match(allocation.path[0]!, /^app\/child .*app\.ts:3/);
  assert.match(allocation.path.at(-1)!, /^~lib\/rt\/stub\/__new/);
});

test("the path to the heap is the shortest one, through cycles too", () => {
  const calls: Record<string, string[]> = { a: ["b", "c"], b: ["a", "d"], c: ["~lib/rt/stub/__new"], d: ["e"], e: [] };
  const graph = { callees: (name: string) => new Set(calls[name]), grows: (name: string) => name === "e" };
  assert.deepEqual(pathToHeap(graph, ["a"]), ["a", "c", "~lib/rt/stub/__new"]);
  assert.deepEqual(pathToHeap(graph, ["d"]), ["d", "e"]);
  assert.equal(pathToHeap({ callees: () => new Set(["a"]), grows: () => false }, ["a"]), null);
});

/** As boards compile. */
const SMALL = ["-Oz", ...["TACET_ONLY_MAIN=1", "TACET_TIMER_SLOTS=0", "TACET_AWAIT_MAP=0", "TACET_RING_LOG2=2"].flatMap(use => ["--use", use])];

test("a task that only sleeps is a link and its frame, in which the deadline stands once", async t => {
  const source = (otherwise: string) => `import { now, sleepUntil, timeout } from "tacet/assembly";
async function tick(period: u32): Promise<void> {
  let next = now();
  while (true) await sleepUntil(next += period);
}
async function gate(from: u32, to: u32): Promise<void> {
  const [opens, closes] = [now() + from, now() + to];
  while (true) {
    await sleepUntil(opens);
    await sleepUntil(closes);
  }
}
export async function main(): Promise<void> { ${otherwise} await Promise.all([tick(1000), gate(2, 3)]); }
`;
  const bytesOf = async (otherwise: string): Promise<number[]> => {
    const { functions, tasks } = await reportOf(t, source(otherwise), ...SMALL);
    const tick = functions.find(fn => fn.name === "app/tick")!.frameBytes;
    const gate = functions.find(fn => fn.name === "app/gate")!.frameBytes;
    return [tick, gate, tasks.find(task => task.function === "app/tick")!.taskBytes - tick];
  };
  // A header; a deadline that lives on and a period; two that live on, and that of the sleep. The owner waits, so there are flags.
  assert.deepEqual(await bytesOf(""), [4 + 8 + 4, 4 + 8 + 16, 8]);
  // Where something can cancel, too.
  const [tick, , rest] = await bytesOf("try { await timeout(tick(9), 1); } catch (e) {}");
  assert.equal(tick! + rest!, 8 + (4 + 8 + 4), `${tick}, ${rest}`);
});

test("rings have an entry for each operation that can be under way, where nothing cancels", async t => {
  const source = (body: string) => `import { frameBuffer, sleep, stdin, stdout, timeout } from "tacet/assembly";
async function read(): Promise<void> {
  const buffer = frameBuffer(8);
  while (await stdin.read(buffer, 8) > 0) await stdout.write(buffer, 8);
}
async function rest(): Promise<void> { await sleep(1); }
export async function main(): Promise<void> { ${body} }
`;
  const ringsBytes = async (body: string): Promise<number> => (await reportOf(t, source(body), ...SMALL)).ringsBytes;
  const rings = (entries: number): number => 32 + entries * (32 + 16);
  assert.equal(await ringsBytes("await read();"), rings(1));
  assert.equal(await ringsBytes("await Promise.all([read(), rest()]);"), rings(1));
  assert.equal(await ringsBytes("await Promise.all([read(), read(), rest()]);"), rings(2));
  assert.equal(await ringsBytes("await Promise.all([read(), read(), read()]);"), rings(4));
  assert.equal(await ringsBytes("await Promise.all([read(), read(), read(), read(), read()]);"), rings(4));
  assert.equal(await ringsBytes("try { await timeout(read(), 1); } catch (e) {}"), rings(4));
});
