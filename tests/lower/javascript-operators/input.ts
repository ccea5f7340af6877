// Operators and labels of JavaScript's that AssemblyScript has not.
class Item {
  next: Item | null = null;
  v: i32 = 1;
}

async function optional(item: Item): Promise<i32> {
  return item.next?.v;
}

async function nullish(item: Item): Promise<Item> {
  return item.next ?? item;
}

async function assigns(flag: bool): Promise<bool> {
  flag ||= true;
  flag &&= false;
  return flag;
}

async function labels(): Promise<void> {
  outer: for (let i = 0; i < 3; i++) {
    for (let j = 0; j < 3; j++) if (j == 1) break;
  }
}

export async function run(): Promise<void> {
  await labels();
}
