// Page: the server's live tasks and memory -> numbers, in one order for the page (`GET /`) and for events (`GET /events`).
//
//   0 uptime s | 1 requests | 2 tasks | 3 of main | 4 of connections | 5 connections | 6 of at most | 7.. one for each Phase from IDLE
//   14 static bytes | 15 of them buffers of connections

import { now } from "tacet/assembly";
import { CONNECTIONS, INPUT_BYTES, OUTPUT_BYTES } from "./limits";
import { reply, template } from "./replies";
import { Phase, phaseAt, seatsUsed } from "./seats";

/** main, and its children: acceptAll, interrupted, and a wait for each of two signals. */
const MAIN_TASKS: u32 = 5;
/** connection, and its children: serve and expire. */
const TASKS_PER_CONNECTION: u32 = 3;
/** While it sends events, serve has two more: tick and awaitEnd. */
const EVENTS_TASKS: u32 = 2;

const VALUE_COUNT: u32 = 16;
const values: usize = memory.data(VALUE_COUNT * 8, 8);
const FIRST_PHASE: u32 = 7;

/** Requests whose head was complete. */
let requestCount: u64 = 0;

export function countRequest(): void {
  requestCount++;
}

export const PAGE = reply("200 OK", "Content-Type: text/html; charset=utf-8\r\nCache-Control: no-store\r\n", `<!doctype html>
<html lang=en><meta name=viewport content=width=device-width><title>Tacet HTTP server</title>
<style>:root{color-scheme:light dark}body{font:16px/1.6 system-ui;max-width:50em;margin:2em auto;padding:0 1em}
p,dt,h2,td:first-child{opacity:.7}main,dl{display:grid;grid-template-columns:repeat(auto-fit,minmax(14em,1fr));gap:1em}
section{border:1px solid silver;border-radius:9px;padding:0 1em 1em}h2{font-size:1em}table{width:100%;border-spacing:0}
dd{margin:0;font-size:2em}td+td{text-align:right}td,dd{font-variant-numeric:tabular-nums}svg{width:100%;height:5em;fill:teal}</style>
<h1>Tacet HTTP server</h1>
<p>Async functions in AssemblyScript: static memory, nothing allocated.
<dl><div><dt>seconds up<dd id=v0>##########</div><div><dt>requests<dd id=v1>############</div><div><dt>requests a second<dd id=r>0</div></dl>
<svg viewBox="0 0 60 9" preserveAspectRatio=none><path id=g /></svg>
<main><section><h2>Live tasks</h2><table>
<tr><td>all<td id=v2>#####
<tr><td>main<td id=v3>#####
<tr><td>connections<td id=v4>#####
</table></section><section><h2>Connections</h2><table>
<tr><td>open<td id=v5>#####
<tr><td>at most<td id=v6>#####
<tr><td>idle<td id=v7>#####
<tr><td>reading<td id=v8>#####
<tr><td>answering<td id=v9>#####
<tr><td>sleeping<td id=v10>#####
<tr><td>echoing<td id=v11>#####
<tr><td>events<td id=v12>#####
<tr><td>closing<td id=v13>#####
</table></section><section><h2>Memory, bytes</h2><table>
<tr><td>static<td id=v14>##########
<tr><td>buffers<td id=v15>##########
<tr><td>heap<td>none
</table></section></main>
<script>let n,a=[];new EventSource("/events").onmessage=e=>{let d=JSON.parse(e.data),q=d[1]-(n??d[1]);n=d[1]
d.map((v,i)=>self["v"+i].textContent=v.toLocaleString("en"));r.textContent=q.toLocaleString("en");a=[...a,q].slice(-61)
g.setAttribute("d","M0 9"+a.map((y,x)=>"L"+x+" "+(9-8*y/Math.max(1,...a))).join("")+"V9")}</script>
`);

export const EVENT = template(
  "data: [##########,############,#####,#####,#####,#####,#####,#####,#####,#####,#####,#####,#####,#####,##########,##########]\n\n");

/** Looks at everything. @returns where the numbers stand, until the next call */
export function takeNumbers(): usize {
  memory.fill(values, 0, VALUE_COUNT << 3);
  const used = seatsUsed();
  let open: u64 = 0;
  for (let seat: u32 = 0; seat < used; seat++) {
    const phase = phaseAt(seat);
    if (phase == Phase.FREE) continue;
    const value = values + (FIRST_PHASE + phase - 1 << 3);
    store<u64>(value, load<u64>(value) + 1);
    open++;
  }
  const events = load<u64>(values + (FIRST_PHASE + Phase.EVENTS - 1 << 3));
  const ofConnections = open * TASKS_PER_CONNECTION + events * EVENTS_TASKS;
  setNumber(0, now() / 1000000);
  setNumber(1, requestCount);
  setNumber(2, MAIN_TASKS + ofConnections);
  setNumber(3, MAIN_TASKS);
  setNumber(4, ofConnections);
  setNumber(5, open);
  setNumber(6, CONNECTIONS);
  setNumber(14, __heap_base);
  setNumber(15, CONNECTIONS * (INPUT_BYTES + OUTPUT_BYTES));
  return values;
}

function setNumber(index: u32, value: u64): void {
  store<u64>(values + (index << 3), value);
}
