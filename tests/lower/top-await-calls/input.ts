// Goal: calls that the host makes while the top level runs wait for its end, in order; a cancelled one waits no longer. The
// top level may call an export itself.
//! script start run 1; start other; start run 2; advance 1; cancel 1; advance 20; start run 3; end
import { sleep } from "tacet/assembly";
import { mark, trace } from "../trace";

@pool(3) export async function run(id: i32): Promise<f64> {
  trace("run", id);
  await sleep(<f64>id);
  return ready + <f64>id;
}

export async function other(): Promise<void> {
  mark("other");
}

const ready = await run(10);
mark("ready");
