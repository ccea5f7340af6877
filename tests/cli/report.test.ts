// The report as text: columns line up, the largest frame comes first, an unproved program shows the way to the heap.

import assert from "node:assert/strict";
import { test } from "node:test";
import { renderReport, type ModuleReport } from "../../cli/report.js";
import { codeBytes } from "../../cli/wasm.js";
import { sectionsOf } from "../../host/wasm-format.js";

const REPORT: ModuleReport = {
  functions: [
    { name: "main/small", location: "main.ts:3", frameBytes: 8, states: 1 },
    { name: "main/Client#serve", location: "main.ts:20", frameBytes: 2080, states: 12 },
  ],
  tasks: [
    { kind: "main", function: "main/main", stackBytes: 2104, taskBytes: 2116 },
    { kind: "child", function: "main/small", stackBytes: 8, taskBytes: 20, owner: "main/main" },
  ],
  pools: [{ function: "main/main", slots: 1, slotBytes: 2116, bytes: 2116 }],
  runtime: [{ part: "control", bytes: 64 }, { part: "ring", bytes: 288 }],
  ringsBytes: 288,
  staticBytes: 100,
  shadowStackBytes: 0,
  ramBytes: 2568,
  allocation: { proved: true },
  codeBytes: 900,
  moduleBytes: 1200,
};

test("a proved program", () => {
  assert.equal(renderReport(REPORT), `Frames
  function           bytes  states  declared at
  main/Client#serve  2,080      12  main.ts:20
  main/small             8       1  main.ts:3

Tasks
  kind   function    stack max  task bytes  owner
  main   main/main       2,104       2,116
  child  main/small          8          20  main/main

Pools
  function   slots  slot bytes  bytes
  main/main      1       2,116  2,116

Memory
                      bytes
  constants and data    100
  pools               2,116
  runtime: control       64
  runtime: ring         288
  RAM in total        2,568
  code                  900
  module              1,200

Allocation: none, proved: no async function reaches the heap.
`);
});

test("an unproved program without pools", () => {
  const text = renderReport({ ...REPORT, pools: [], allocation: { proved: false, path: ["main/main (main.ts:4)", "~lib/rt/stub/__new"] } });
  assert.ok(!text.includes("Pools"));
  assert.ok(text.endsWith("Allocation: the heap is reachable from async code:\n  main/main (main.ts:4)\n    ~lib/rt/stub/__new\n"), text);
});

test("sections of a module are found by their lengths", () => {
  // magic, version; custom "ab" with one byte; code section with one function of 2 bytes
  const wasm = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, /* custom */ 0, 4, 2, 0x61, 0x62, 7, /* code */ 10, 4, 1, 2, 0, 0x0b);
  assert.deepEqual(sectionsOf(wasm).map(section => [section.id, section.name, section.content.length]), [[0, "ab", 1], [10, "", 4]]);
  assert.equal(codeBytes(wasm), 4);
  assert.throws(() => sectionsOf(wasm.subarray(0, wasm.length - 1)), RangeError);
});
