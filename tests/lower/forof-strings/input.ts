//! runtimes stub minimal incremental
//! allocates
//! javascript
// for…of over strings: by code point, lone surrogates as they are; over sets, and the keys and values of maps.
import { yieldNow } from "tacet/assembly";
import { trace } from "../trace";

function show(text: string): void {
  let at = 0;
  for (const c of text) {
    trace<string>("", c);
    trace<i32>("units", c.length);
    trace<i32>("first", c.charCodeAt(0));
    if (++at == 4) break;
  }
}

async function joined(text: string): Promise<string> {
  let out = "";
  for (const c of text) {
    if (c == "-") continue;
    await yieldNow();
    out = c + out;
  }
  return out;
}

export async function run(): Promise<void> {
  const set = new Set<i32>();
  set.add(3);
  set.add(1);
  set.add(3);
  for (const x of set) trace<i32>("in the set", x);
  const map = new Map<string, f64>();
  map.set("half", 0.5);
  map.set("two", 2);
  for (const key of map.keys()) trace<string>("key", key);
  for (const value of map.values()) trace<f64>("value", value);
  show("");
  show("ab");
  show("a\u{1F600}z");
  show("\uD83D!\uDE00");
  trace<string>("joined", await joined("1-2-3"));
}
