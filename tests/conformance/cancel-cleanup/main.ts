// A cancel unwinds from the leaf to the root, runs every finally, awaits in them included, and is delivered once.
import { sleep, trySpawn } from "tacet/assembly";
import { clockStart, mark, ms, trace, trace2 } from "../trace";

async function leaf(): Promise<void> {
  try {
    await sleep(1000);
  } finally {
    mark("leaf");
    await sleep(10);
    trace("leaf cleaned", ms());
  }
}

async function middle(): Promise<void> {
  for (let i = 0; ; i++) {
    try {
      await leaf();
    } finally {
      await sleep(5);
      trace2("middle cleaned", i, ms());
    }
  }
}

@pool(1)
async function root(): Promise<void> {
  try {
    await middle();
    mark("never");
  } finally {
    mark("root cleaned");
  }
}

export async function main(): Promise<void> {
  clockStart();
  const task = trySpawn(root());
  await sleep(20);
  task.cancel();
  task.cancel();
  await sleep(7);
  task.cancel();
  mark("cancelled");
  await sleep(30);
  trace2("done", task.done ? 1 : 0, task.cancelled ? 1 : 0);
}
