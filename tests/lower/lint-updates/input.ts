// Assignments that await between reading and writing, what the lint says about them, and what it leaves alone.

import { inFrame, yieldNow } from "tacet/assembly";

class Account {
  static open: i32 = 0;
  sum: i32 = 0;

  async deposit(n: i32): Promise<void> {
    this.sum += await same(n);
  }
}

@unmanaged class Totals {
  sum: i32 = 0;
}

let total = 0;
const list = new StaticArray<i32>(3);
const account = new Account();

async function same(n: i32): Promise<i32> {
  await yieldNow();
  return n;
}

async function lost(other: Account): Promise<void> {
  total += await same(1);
  total -= 1 + (await same(1)) * 2;
  total = total + await same(1);
  total = max(total * 2, await same(1));
  total = total > 3 ? total ^ (await same(1)) : 0;
  total = await same(0) + total + await same(1);
  Account.open <<= await same(1);
  account.sum += await same(1);
  account.sum = account.sum | await same(1);
  other.sum *= await same(2);
  list[1] += await same(1);
  list[await same(0)] += await same(1);
  list[1] = (list[1]) + await same(1);
  (total) += await Promise.race([same(1), same(2)]);
  const kept = new Account();
  touch(kept);
  kept.sum += await same(1);
  await kept.deposit(1);
}

async function fine(other: Account): Promise<i32> {
  let sum = 0;
  sum += await same(1);
  sum = sum + await same(1);
  total = await same(1) + total;
  total = await same(total);
  total = total > 3 ? await same(1) : total;
  total = total || await same(1);
  list[await same(0)] += 1;
  account.sum = other.sum + await same(1);
  total += await 1;
  const own = inFrame<Totals>();
  own.sum += await same(1);
  const cells = [0, 1];
  cells[0] += await same(cells[1]);
  // tacet-ignore TACET100: nobody else runs yet
  total += await same(1);
  return sum + own.sum + cells[0];
}

function touch(a: Account): void {
  account.sum += a.sum;
}

export async function run(): Promise<void> {
  await lost(account);
  await fine(account);
}
