// Errors that cross to the host and back.

import { IoError, sleep } from "../../../assembly/index";

// @ts-ignore: decorator
@host declare function ask(id: i32): Promise<f64>;

class Refused extends Error {
  constructor(message: string) {
    super(message);
    this.name = "Refused";
  }
}

function check(v: i32): i32 {
  if (v < 0) throw new RangeError("below zero");
  return v;
}

// @ts-ignore: decorator
@pool(4)
export async function fails(v: i32): Promise<string> {
  if (v == 1) throw new Refused("at once");
  await sleep(1);
  if (v == 2) throw new Refused("later");
  return check(v) > 5 ? "many" : "few";
}

/** What the embedder's function gives; -1 with the code where it fails and the program catches that. */
export async function asks(id: i32, catches: bool): Promise<f64> {
  try {
    return await ask(id);
  } catch (e) {
    if (!catches) throw e;
    return e instanceof IoError ? (e as IoError).code : 0;
  }
}

/** Not async: nobody in the program can catch. */
export function plain(v: i32): i32 {
  return check(v) * 2;
}
