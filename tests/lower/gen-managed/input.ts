//! runtimes stub minimal incremental
//! allocates
//! javascript
// Generators of strings and objects: what they hold lives across yields and awaits while the collector runs between all polls.
import { yieldNow } from "tacet/assembly";
import { trace } from "../trace";

class Box {
  constructor(public text: string) {}
}

function* words(text: string): Generator<string> {
  let word = "";
  for (let i = 0; i < text.length; i++) {
    const c = text.charAt(i);
    if (c != " ") {
      word += c;
      continue;
    }
    yield word;
    word = "";
  }
  yield word;
}

function* boxes(text: string): Generator<Box> {
  const kept = new Box("<");
  for (const word of words(text)) {
    yield new Box(kept.text + word + ">");
    kept.text += "<";
  }
}

function fill(): i32 {
  let n = 0;
  for (let i = 0; i < 200; i++) n += new Box("filler " + i.toString()).text.length;
  return n;
}

function joined(text: string): string {
  let out = "";
  const g = words(text);
  for (let step = g.next(); !step.done; step = g.next()) {
    fill();
    out += step.value + ",";
  }
  return out;
}

async function slowly(text: string): Promise<string> {
  let out = "";
  const g = boxes(text);
  while (true) {
    const step = g.next();
    if (step.done) return out;
    await yieldNow();
    fill();
    out = step.value.text + out;
  }
}

async function inPlace(text: string): Promise<string> {
  let out = "";
  for (const box of boxes(text)) {
    await yieldNow();
    fill();
    out += box.text;
  }
  return out;
}

async function left(text: string): Promise<string> {
  const g = words(text);
  for (const word of g) {
    await yieldNow();
    fill();
    if (word == "b") return word + (g.next().done ? "" : "?");
  }
  return "";
}

export async function run(): Promise<void> {
  trace<string>("joined", joined("a bc d"));
  trace<string>("slowly", await slowly("x yy z"));
  trace<string>("in place", await inPlace("x yy z"));
  trace<string>("left", await left("a b c"));
  const child = slowly("p q");
  trace<string>("again", await slowly("1 2 3"));
  trace<string>("child", await child);
}
