// && || ?: with awaits on either side: what is not reached does not run.
//! javascript
import { yieldNow } from "tacet/assembly";
import { mark, trace } from "../trace";

async function yes(label: string): Promise<bool> {
  mark(label);
  await yieldNow();
  return true;
}

async function no(label: string): Promise<bool> {
  mark(label);
  await yieldNow();
  return false;
}

async function num(v: i32): Promise<i32> {
  trace("num", v);
  await yieldNow();
  return v;
}

function plain(label: string, v: bool): bool {
  mark(label);
  return v;
}

export async function run(): Promise<i32> {
  trace("1", (await yes("a")) && (await yes("b")));
  trace("2", (await no("a")) && (await yes("b")));
  trace("3", (await no("a")) || (await yes("b")));
  trace("4", (await yes("a")) || (await yes("b")));
  trace("5", plain("a", true) && (await no("b")) || plain("c", false) || (await yes("d")) && plain("e", true));
  trace("6", !(await yes("a")) || !((await no("b")) && (await yes("c"))));
  trace("7", (await yes("a")) ? await num(1) : await num(2));
  trace("8", (await no("a")) ? await num(1) : 2 + (await num(2)));
  trace("9", plain("a", true) ? plain("b", false) ? await num(1) : await num(2) : await num(3));
  trace("10", (await num(0)) || (await num(5)));
  trace("11", (await num(3)) && (await num(0)) || (await num(9)));
  if ((await yes("if")) && plain("b", true) && !(await no("c"))) mark("reached");
  let i = 0;
  while (i < 3 && (await yes("while")) || (await no("after"))) i++;
  const v = (await yes("v")) ? i : await num(100);
  trace("mixed", v + ((await no("w")) ? 0 : 1) + (v > 2 && (await yes("z")) ? 10 : 20));
  (await yes("stmt")) && trace("stmt", true);
  (await no("stmt")) || trace("stmt", false);
  (await yes("stmt")) ? await num(7) : await num(8);
  return i;
}
