// Operators of JavaScript's that AssemblyScript has not.
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

export async function run(): Promise<void> {
  await assigns(true);
}
