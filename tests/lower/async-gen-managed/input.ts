//! runtimes stub minimal incremental
//! allocates
//! javascript
// Async generators of strings and objects: what they hold lives across yields and awaits while the collector runs between all polls.
import { yieldNow } from "tacet/assembly";
import { trace } from "../trace";

class Box {
  constructor(public text: string) {}
}

async function* words(text: string): AsyncGenerator<string> {
  let word = "";
  for (let i = 0; i < text.length; i++) {
    const c = text.charAt(i);
    if (c != " ") {
      word += c;
      await yieldNow();
      continue;
    }
    yield word;
    word = "";
  }
  yield word;
}

async function fill(): Promise<i32> {
  let n = 0;
  for (let i = 0; i < 100; i++) n += new Box("filler " + i.toString()).text.length;
  await yieldNow();
  return n;
}

async function* boxes(text: string): AsyncGenerator<Box> {
  const kept = new Box("<");
  for await (const word of words(text)) {
    await fill();
    yield new Box(kept.text + word + ">");
    kept.text += "<";
  }
}

async function* upper(from: AsyncGenerator<Box>, mark: string): AsyncGenerator<string> {
  for await (const box of from) {
    await yieldNow();
    yield mark + box.text + mark;
  }
}

async function joined(text: string): Promise<string> {
  let out = "";
  const g = words(text);
  for (let step = await g.next(); !step.done; step = await g.next()) {
    await fill();
    out += step.value + ",";
  }
  return out;
}

async function inPlace(text: string): Promise<string> {
  let out = "";
  for await (const box of boxes(text)) {
    await fill();
    out += box.text;
  }
  return out;
}

async function piped(text: string): Promise<string> {
  let out = "";
  for await (const word of upper(boxes(text), "'" + text + "'")) {
    await fill();
    out += word;
  }
  return out;
}

async function left(text: string): Promise<string> {
  const g = words(text);
  for await (const word of g) {
    await fill();
    if (word == "b") return word + ((await g.next()).done ? "" : "?");
  }
  return "";
}

export async function run(): Promise<void> {
  trace<string>("joined", await joined("a bc d"));
  trace<string>("in place", await inPlace("x yy z"));
  trace<string>("piped", await piped("u v"));
  trace<string>("left", await left("a b c"));
  const child = piped("p q");
  trace<string>("again", await inPlace("1 2 3"));
  trace<string>("child", await child);
}
