// Conditions that do something where both ways are alike: the effect stays (fuzz seed 603038).
//! javascript
import { yieldNow } from "tacet/assembly";
import { trace } from "../trace";

let count: i32 = 0;

function counted(v: i32): i32 {
  count += v;
  return v;
}

async function value(v: i32): Promise<i32> {
  await yieldNow();
  return v;
}

async function unread(v: i32): Promise<void> {
  const chosen = (await value(v)) >= counted(v) ? 1 : 2;
  if ((await value(v)) == (count = count * 2)) {}
  const other = (await value(v)) < (count += 3) && counted(1) > v;
  await yieldNow();
}

async function alike(v: i32): Promise<i32> {
  let result = await value(v);
  if (result < counted(10)) result = 5;
  else result = 5;
  await yieldNow();
  return result;
}

async function cases(v: i32): Promise<void> {
  await yieldNow();
  switch (counted(v)) {
    case 1: break;
    case 2: break;
    case 3: break;
    default: break;
  }
  await yieldNow();
  switch ((await value(v)) + counted(v)) {
    case 1:
    case 2:
    default:
  }
}

async function rounds(): Promise<void> {
  await yieldNow();
  while (counted(1) + count < 60) {}
  for (let i = 0; counted(await value(1)) + count < 80; i++) {}
}

export async function run(): Promise<i32> {
  for (let v = 0; v < 4; v++) {
    await unread(v);
    trace("unread", count);
    trace("alike", await alike(v));
    trace("count", count);
    await cases(v);
    trace("cases", count);
  }
  await rounds();
  trace("rounds", count);
  return 0;
}
