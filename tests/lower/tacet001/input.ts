// await where no task could be suspended: functions, methods, arrows, constructors, accessors, initialisers, namespaces.
import { sleep } from "tacet/assembly";

function plain(): void {
  await sleep(1);
}

class C {
  field: i32 = await value();
  constructor() {
    await sleep(1);
  }
  method(): i32 {
    return 1 + await value() * 2;
  }
  set property(n: i32) {
    await sleep(n);
  }
  get(): i32 {
    return await value();
  }
  get property(): i32 {
    return await value();
  }
}

async function value(): Promise<i32> {
  const arrow = (): i32 => await value();
  return 1;
}

namespace N {
  const inside = await value();
}

export async function run(): Promise<void> {
  const f = function (): void { await sleep(1); };
}
