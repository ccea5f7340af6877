// Goal: main runs after the top level, and the program ends with it.
//! script start other; start main; end
import { sleep } from "tacet/assembly";
import { mark } from "../trace";

export async function other(): Promise<i32> {
  mark("other");
  await sleep(5);
  return 4;
}

export async function main(): Promise<i32> {
  mark("main");
  await sleep(1);
  return answer;
}

const answer = await other() + 3;

namespace Later {
  export const double = answer * 2;
  export let more = 4;
  const hidden = double + more;
  export function sum(): i32 { return hidden; }
}

if (Later.sum() != answer * 2 + 4) mark("wrong");
