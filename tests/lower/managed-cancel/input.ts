// Cancelled and abandoned activations release what they held; cleanup code still sees its values.
//! runtimes minimal incremental
//! allocates
//! script start holder; idle; cancel 0; end; start owner; end; start parked; start parked; idle; cancel 3; idle; cancel 2; end
import { sleep, yieldNow } from "tacet/assembly";
import { __parkOrCancel, __unwind } from "tacet/assembly/intrinsics";
import { trace } from "../trace";

@final
class Big {
  data: StaticArray<u8> = new StaticArray<u8>(4000);
  constructor(public name: string) {}
}

async function guard(name: string): Promise<void> {
  const big = new Big(name + "!");
  if (await __parkOrCancel()) {
    trace("cancelled", big.name);
    await sleep(1);
    trace("cleaned", big.name);
    __unwind();
  }
}

export async function holder(): Promise<i32> {
  const big = new Big("holder" + (1).toString());
  await guard("inner" + (2).toString());
  return big.data.length;
}

export async function owner(): Promise<string> {
  const a = guard("child" + (1).toString());
  const b = guard("child" + (2).toString());
  await yieldNow();
  trace("two", changetype<usize>(a) != changetype<usize>(b));
  return "result" + (3).toString();
}

@pool(2)
export async function parked(): Promise<i32> {
  const big = new Big("parked");
  await __parkOrCancel();
  trace("name", big.name);
  return big.data.length;
}
