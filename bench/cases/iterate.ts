// Iterate: what a value costs that comes out of a generator, and a call through a closure, beside a plain loop and a direct call.
// Each item is one addition. A closure's captured value is given by the host, so no compiler may assume it.

import { trySpawn, yieldNow } from "tacet/assembly";

let gate: u32 = 0;
let sum: u32 = 0;

export function set_gate(value: u32): void {
  gate = value;
}

export function start_items_plain(times: u32): void {
  let x: u32 = 1;
  for (let i = times; i > 0; i--) x += i;
  sum = x;
}

function* down(from: u32): Generator<u32> {
  for (let i = from; i > 0; i--) yield i;
}

export function start_items_in_place(times: u32): void {
  let x: u32 = 1;
  for (const i of down(times)) x += i;
  sum = x;
}

/** What it gets may be any generator, so it has a frame. */
function folded(items: Generator<u32>): u32 {
  let x: u32 = 1;
  for (const i of items) x += i;
  return x;
}

export function start_items_frame(times: u32): void {
  sum = folded(down(times));
}

async function* downLater(from: u32): AsyncGenerator<u32> {
  for (let i = from; i > 0; i--) {
    if (gate) await yieldNow();
    yield i;
  }
}

@pool(1)
async function itemsAsyncInPlace(times: u32): Promise<void> {
  let x: u32 = 1;
  for await (const i of downLater(times)) x += i;
  sum = x;
}

export function start_items_async_in_place(times: u32): void {
  trySpawn(itemsAsyncInPlace(times));
}

async function foldedLater(items: AsyncGenerator<u32>): Promise<u32> {
  let x: u32 = 1;
  for await (const i of items) x += i;
  return x;
}

@pool(1)
async function itemsAsyncFrame(times: u32): Promise<void> {
  const x = await foldedLater(downLater(times));
  sum = x;
}

export function start_items_async_frame(times: u32): void {
  trySpawn(itemsAsyncFrame(times));
}

function step(x: u32, i: u32, k: u32): u32 {
  return x + (i ^ k);
}

export function start_call_direct(times: u32): void {
  const k = gate;
  let x: u32 = 1;
  for (let i = times; i > 0; i--) x = step(x, i, k);
  sum = x;
}

function iterated(times: u32, next: (x: u32, i: u32) => u32): u32 {
  let x: u32 = 1;
  for (let i = times; i > 0; i--) x = next(x, i);
  return x;
}

export function start_call_closure(times: u32): void {
  const k = gate;
  sum = iterated(times, (x, i) => x + (i ^ k));
}

export function checksum(): u32 {
  return sum;
}
