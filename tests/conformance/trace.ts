// What conformance programs print with: a line of text and numbers, made in a static buffer, so that programs need no heap.

import { now } from "tacet/assembly";

/** The only string that changes: as long as the longest line. */
const LINE = "                                                                        ";
const LINE_UNITS: i32 = 72;
let used: i32 = 0;

function put(unit: u32): void {
  if (used < LINE_UNITS) store<u16>(changetype<usize>(LINE) + (<usize>used << 1), unit);
  used++;
}

function putText(text: string): void {
  for (let i = 0; i < text.length; i++) put(text.charCodeAt(i));
}

function putNumber(value: i64): void {
  if (value < 0) put(0x2d);
  let rest: u64 = value < 0 ? -value : value;
  let unit: u64 = 1;
  while (rest / unit >= 10) unit *= 10;
  for (; unit; unit /= 10) {
    put(<u32>(rest / unit) + 0x30);
    rest %= unit;
  }
}

function end(): void {
  store<u32>(changetype<usize>(LINE) - 4, min(used, LINE_UNITS) << 1); // the byte length in front of a string
  used = 0;
  console.log(LINE);
}

/** Prints `label` alone. */
export function mark(label: string): void {
  putText(label);
  end();
}

/** Prints `label value`. */
export function trace(label: string, value: i64): void {
  putText(label);
  put(0x20);
  putNumber(value);
  end();
}

/** Prints `label a b`. */
export function trace2(label: string, a: i64, b: i64): void {
  putText(label);
  put(0x20);
  putNumber(a);
  put(0x20);
  putNumber(b);
  end();
}

/** Prints `label text`. */
export function traceText(label: string, text: string): void {
  putText(label);
  put(0x20);
  putText(text);
  end();
}

let started: u64 = 0;

/** Milliseconds since `clockStart`, whole ones: what a program takes itself stays below one. */
export function ms(): i64 {
  return <i64>((now() - started) / 1000);
}

export function clockStart(): void {
  started = now();
}
